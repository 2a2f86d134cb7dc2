import { z } from "zod";

/** The limits of a program's guard as the program sends them and the state keeps them. */
export const guardLimits = z.object({
  maxPeople: z.number(),
  maxShare: z.number(),
  removing: z.number().optional(),
  keep: z.array(z.string()).readonly(),
  people: z.number(),
});
