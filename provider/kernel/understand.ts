import { z } from "zod";
import { UnexpectedAnswerError } from "./errors.js";

/**
 * What an API answered, parsed at the border.
 *
 * @throws UnexpectedAnswerError
 */
export function understand<Output>(operation: string, schema: z.ZodType<Output>, value: unknown): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UnexpectedAnswerError(operation, z.prettifyError(parsed.error));
}
