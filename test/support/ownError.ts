import { PermissionError } from "../../provider/errors.js";
import { HttpError } from "../../provider/http/errors.js";

/** An error that explains itself: one of the package's own. */
export function isOwnError(error: unknown): error is Error {
  return error instanceof PermissionError || error instanceof HttpError;
}
