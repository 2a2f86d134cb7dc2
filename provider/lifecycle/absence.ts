import type { Absent } from "../contract/Client.js";
import { UnexpectedAnswerError } from "../errors.js";

/**
 * For somebody whom the state knows: a list that came back empty, for whatever reason, must not take everybody out of the state, nor
 * enter them anew.
 *
 * @throws UnexpectedAnswerError where it is not sure that the subject is gone
 */
export function requireProof(subject: string, { doubt }: Absent): void {
  if (doubt === undefined) return;
  throw new UnexpectedAnswerError(
    `Reading ${subject}`,
    `${doubt}, so that nobody in it is taken for gone. If they really are, run \`pulumi state delete\` for this resource`,
  );
}
