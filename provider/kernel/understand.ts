import { z } from "zod";
import { mapTexts } from "../mapTexts.js";
import { UnexpectedAnswerError } from "./errors.js";

/**
 * What an API answered, parsed at the border.
 *
 * @param redact blanks out credentials: a complaint quotes what was there
 * @throws UnexpectedAnswerError
 */
export function understand<Output>(
  operation: string,
  schema: z.ZodType<Output>,
  value: unknown,
  redact: (text: string) => string,
): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Before it is quoted, and perhaps cut short.
  const { error } = schema.safeParse(mapTexts(value, redact));
  throw new UnexpectedAnswerError(operation, error ? z.prettifyError(error) : "it holds this connection's credentials");
}
