import { z } from "zod";
import { guardLimits } from "../lifecycle/guardLimits.js";

/** What the classes send of the resource that a program makes, on the way to `check`. */
export const resourceSchema = z.object({
  name: z.string(),
  mark: z.string(),
  guard: z.string().optional(),
  limits: guardLimits.optional(),
});
