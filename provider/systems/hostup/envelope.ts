import { z } from "zod";
import { understand } from "../../connections/understand.js";
import { SystemRefusedError } from "../../errors.js";
import type { Answer } from "../../http/Call.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { detailsIn } from "../../http/words.js";

const outcome = {
  success: z.unknown().optional(),
  message: z.unknown().optional(),
  error: z.unknown().optional(),
};
/** Envelope of an answer. The inner `success` and `error` come from the system behind the API. */
export const envelopeSchema = z.looseObject({ ...outcome, data: z.unknown().optional() });
const innerSchema = z.looseObject(outcome);

/** What an answer with status 200 says went wrong, if anything. */
export function refusalIn(envelope: z.output<typeof envelopeSchema>): string | undefined {
  const { data, success, message, error } = envelope;
  if (success === false || wordsIn(error)) {
    return [wordsIn(message) ?? wordsIn(error) ?? "no reason given", ...detailsIn(envelope)].join("; ");
  }
  const inner = innerSchema.safeParse(data);
  if (!inner.success || (inner.data.success !== false && !wordsIn(inner.data.error))) return undefined;
  return wordsIn(inner.data.error) ?? wordsIn(inner.data.message) ?? "no reason given";
}

/** A text, or several in a list; nothing where there are none. */
function wordsIn(value: unknown): string | undefined {
  const words = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === "string" && text !== "");
  return words.length === 0 ? undefined : words.join(", ");
}

/**
 * The `data` of an answer with status 2xx.
 *
 * @throws SystemRefusedError when the answer says no all the same
 */
export function dataOf(http: HttpClient, operation: string, { body }: Answer): unknown {
  const envelope = understand(operation, envelopeSchema, body, http.redact);
  const refusal = refusalIn(envelope);
  if (refusal !== undefined) throw new SystemRefusedError(operation, http.redact(refusal));
  return envelope.data;
}
