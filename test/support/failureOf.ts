import { isNativeError } from "node:util/types";

/** The error that a call ends in; a call that succeeds is an error itself. */
export async function failureOf(running: Promise<unknown>): Promise<Error> {
  const outcome = await running.then(
    () => undefined,
    (error: unknown) => error,
  );
  // Not instanceof: what Node itself throws is of another realm than the tests.
  if (isNativeError(outcome)) return outcome;
  throw new Error("expected a failure, but the call succeeded");
}
