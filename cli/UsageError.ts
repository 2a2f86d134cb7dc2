/** The command cannot do what it was asked to. The message says what to do instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
