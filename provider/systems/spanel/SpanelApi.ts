import { isDeepStrictEqual } from "node:util";
import { SharedListing } from "../../connections/SharedListing.js";
import { understand } from "../../connections/understand.js";
import { SystemRefusedError, UnexpectedAnswerError } from "../../errors.js";
import { StatusError } from "../../http/errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import type { Kind, Permissions } from "./vocabulary.js";
import {
  type Catalogue,
  catalogueIn,
  dataOf,
  encodeForm,
  requirePermissions,
  requireSuccess,
  rowsSchema,
} from "./wire.js";

/** A row of one of the lists: the permissions are as the server wrote them, and missing from the list of accounts. */
export interface Row {
  readonly user: string;
  readonly permissions?: unknown;
  /** Set where the token belongs to this user. */
  readonly currentuser?: unknown;
}

/** Whether the token may not do what was asked. It is said with status 200; which status else is not documented. */
export function saysNo(error: unknown): boolean {
  return (
    error instanceof SystemRefusedError || (error instanceof StatusError && error.status === 403 && !error.isRateLimit)
  );
}

/** One SPanel server: its calls, and the answers that many resources share. */
export class SpanelApi {
  readonly #http: HttpClient;
  readonly #token: string;
  readonly #editAction: string;
  readonly #listings = new Map<string, SharedListing<Row>>();
  readonly #catalogues = new Map<string, Promise<Catalogue | undefined>>();

  readonly #redact = (text: string) => this.#http.redact(text);

  constructor(http: HttpClient, token: string, editAction: string) {
    this.#http = http;
    this.#token = token;
    this.#editAction = editAction;
  }

  get address(): string {
    return this.#http.address;
  }

  /** Asks whether the token is good. Source: the vendor's WHMCS module. */
  async check(): Promise<string> {
    await this.#ask("Checking the SPanel token", "toolbox/apicheck", {});
    return "the server takes it";
  }

  /** All accounts, all sub-users of one account, or all administrators: one request for everybody who asks. */
  listing(kind: Kind, accountUser: string | undefined): SharedListing<Row> {
    const key = JSON.stringify([kind, accountUser]);
    const known = this.#listings.get(key);
    if (known !== undefined) return known;
    const listing = new SharedListing(() => this.#list(kind, accountUser));
    this.#listings.set(key, listing);
    return listing;
  }

  /** The pages that the server knows, asked for once; nothing where it does not say. */
  catalogue(kind: Kind): Promise<Catalogue | undefined> {
    const action = kind === "admin" ? "admin/listadminuserpermissions" : "accounts/listuserpermissions";
    const known = this.#catalogues.get(action);
    if (known !== undefined) return known;
    const asked = this.#askCatalogue(action);
    this.#catalogues.set(action, asked);
    // A failure that passes is not remembered: the next write asks again.
    asked.catch(() => this.#catalogues.delete(action));
    return asked;
  }

  /** @throws UnsafeChangeError before anything is sent, when no permission would arrive */
  async edit(kind: Kind, username: string, accountUser: string | undefined, permissions: Permissions): Promise<void> {
    const operation = `Writing the privileges of SPanel ${kind} ${username}`;
    const actions = {
      account: this.#editAction,
      subuser: "user/editsubuserprivileges",
      admin: "admin/updateadminpermissions",
    };
    const fields = {
      action: actions[kind],
      ...(accountUser === undefined ? {} : { accountuser: accountUser }),
      username,
      permissions,
    };
    const form = requirePermissions(operation, encodeForm({ token: this.#token, ...fields }));
    const { body } = await this.#http.send({ operation, method: "POST", path: "", form, repeatable: true });
    requireSuccess(operation, body, this.#redact);
  }

  async #list(kind: Kind, accountUser: string | undefined): Promise<ReadonlyMap<string, Row>> {
    const whose = { account: "accounts", subuser: `sub-users of ${accountUser}`, admin: "administrators" };
    const actions = { account: "accounts/listaccounts", subuser: "user/listsubusers", admin: "admin/listadminusers" };
    const operation = `Listing the SPanel ${whose[kind]}`;
    const fields = accountUser === undefined ? {} : { accountuser: accountUser };
    const rows = understand(operation, rowsSchema, await this.#ask(operation, actions[kind], fields), this.#redact);
    const byUser = new Map(rows.map((row) => [row.user, row]));
    const strange = rows.find(
      ({ user, permissions }) => !isDeepStrictEqual(byUser.get(user)?.permissions, permissions),
    );
    if (strange === undefined) return byUser;
    throw new UnexpectedAnswerError(operation, `${strange.user} stands in it twice, with different permissions`);
  }

  async #askCatalogue(action: string): Promise<Catalogue | undefined> {
    try {
      return catalogueIn(await this.#ask("Listing the permissions that SPanel knows", action, {}));
    } catch (error) {
      const isRefused = saysNo(error) || (error instanceof StatusError && error.status < 500 && !error.isRateLimit);
      if (isRefused || error instanceof UnexpectedAnswerError) return undefined;
      throw error;
    }
  }

  /** Every call is a POST, also those that only read. The token is in the body, so that no redirect may be followed. */
  async #ask(operation: string, action: string, fields: object): Promise<unknown> {
    const form = encodeForm({ token: this.#token, action, ...fields });
    const { body } = await this.#http.send({ operation, method: "POST", path: "", form, repeatable: true });
    return dataOf(operation, body, this.#redact);
  }
}
