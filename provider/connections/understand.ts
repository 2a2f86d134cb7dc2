import { z } from "zod";
import { UnexpectedAnswerError } from "../errors.js";
import { mapTexts } from "../http/mapTexts.js";

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
