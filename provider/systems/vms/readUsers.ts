import { composed } from "../../arguments/address.js";
import { understand } from "../../connections/understand.js";
import { UnexpectedAnswerError } from "../../errors.js";
import { pageSchema, type Row, rowSchema } from "./wire.js";

/** Everybody whom an administrator is shown. */
export interface Users {
  readonly byLogin: ReadonlyMap<string, Row | "ambiguous">;
  readonly pages: number;
  /** Whether there are rows that may be anybody's. */
  readonly hasNamelessRows: boolean;
}

/** Every row of every page, or an error: a list that stops early would make people look gone. */
export async function readUsers(
  operation: string,
  read: (page: number) => Promise<unknown>,
  redact: (text: string) => string,
): Promise<Users> {
  const ids = new Set<string>();
  const byLogin = new Map<string, Row | "ambiguous">();
  let hasNamelessRows = false;
  for (let page = 1; ; page++) {
    const { data, meta } = understand(operation, pageSchema, await read(page), redact);
    if (meta.current_page !== page)
      throw new UnexpectedAnswerError(operation, `page ${meta.current_page} instead of ${page}`);
    const known = ids.size;
    data.forEach((row, index) => {
      const { id, login, deleted_at } = rowSchema.parse(row);
      ids.add(id === undefined ? `row ${index} of page ${page}` : String(id));
      // A deleted user's row may stay in the list; it must not stand for a living one with the same login.
      if (deleted_at) return;
      if (login === undefined) {
        hasNamelessRows = true;
        return;
      }
      const key = composed(String(login));
      byLogin.set(key, byLogin.has(key) ? "ambiguous" : { row });
    });
    if (page < meta.last_page) {
      // A paginator that shows the same again and again would be followed for ever.
      if (ids.size === known) throw new UnexpectedAnswerError(operation, `page ${page} shows nobody new; run it again`);
      continue;
    }
    if (ids.size === meta.total) return { byLogin, pages: meta.last_page, hasNamelessRows };
    throw new UnexpectedAnswerError(
      operation,
      `${ids.size} users on all pages, but ${meta.total} in total; run it again`,
    );
  }
}
