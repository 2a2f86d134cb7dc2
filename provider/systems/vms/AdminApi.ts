import { composed } from "../../arguments/address.js";
import { SharedListing } from "../../connections/SharedListing.js";
import { understand } from "../../connections/understand.js";
import { UnexpectedAnswerError } from "../../errors.js";
import { StatusError } from "../../http/errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { sendWithToken, type TokenSource } from "../../http/tokens.js";
import { readUsers, type Users } from "./readUsers.js";
import { grantsIn, type Row, singleUserSchema, tokenSchema, type User, userSchema } from "./wire.js";

const pageSize = 100;

export interface AdminOptions {
  readonly login: string;
  readonly password: string;
  /** Whether this administrator's list has every user: with "individual access" (26.05) it has only some. */
  readonly seesEverybody: boolean;
}

/**
 * The VMS Admin API, as far as reading needs it. That users can be listed and carry permissions is inferred from the vendor's
 * pages for administrators; nothing here writes.
 */
export class AdminApi {
  readonly users = new SharedListing<Row | "ambiguous">(() => this.#list());
  readonly #http: HttpClient;
  readonly #options: AdminOptions;
  /** The vendor's own clients send both with every call. */
  readonly #headers = { "x-client": "web", "x-uuid": crypto.randomUUID() };
  #token: Promise<string> | undefined;
  #pages = 1;
  #hasNamelessRows = false;
  /** Users whom this run has changed, and who are asked for one by one since: a list of many pages for each of them is too much. */
  readonly #changed = new Map<string, User["id"]>();
  /** Logs in once for a run, and once more, for all calls together, where the token runs out. */
  readonly #tokens: TokenSource = {
    current: () => {
      this.#token ??= this.#logIn().catch((error: unknown) => {
        // A refused password stays refused for this run, lest a thousand resources lock the account; other failures pass.
        const isFinal = error instanceof StatusError && !error.isRateLimit;
        if (!(isFinal && [400, 401, 403, 422].includes(error.status))) this.#token = undefined;
        throw error;
      });
      return this.#token;
    },
    renew: async (refused) => {
      const known = this.#token;
      if ((await known) === refused && this.#token === known) this.#token = undefined;
      return this.#tokens.current();
    },
  };

  constructor(http: HttpClient, options: AdminOptions) {
    this.#http = http;
    this.#options = options;
  }

  /** Whether somebody who is missing in the list is not there at all. */
  get showsEverybody(): boolean {
    return this.#options.seesEverybody && !this.#hasNamelessRows;
  }

  /** A user as fresh as the last change, by this run, of that user. */
  async find(login: string): Promise<User | "ambiguous" | undefined> {
    const id = this.#changed.get(login);
    if (id === undefined) return this.#listed(login);
    const user = await this.user(id).catch((error: unknown) => {
      if (error instanceof StatusError && error.status === 404) return undefined;
      throw error;
    });
    if (user !== undefined && composed(user.login) === login && !user.deleted_at && grantsIn(user) !== undefined)
      return user;
    // What one user's page does not show, the list may; whether they agree is not documented.
    this.#changed.delete(login);
    this.users.changed(login);
    return this.#listed(login);
  }

  /** A row that cannot be understood costs only the user whom it shows. */
  async #listed(login: string): Promise<User | "ambiguous" | undefined> {
    const listed = await this.users.findOrLookAgain(login);
    if (listed === undefined || listed === "ambiguous") return listed;
    return understand(`Reading VMS user ${login}`, userSchema, listed.row, this.#http.redact);
  }

  /** Says that a user has been changed, or may have been. */
  changed(login: string, id: User["id"] | undefined): void {
    if (id !== undefined && this.#pages > 1) this.#changed.set(login, id);
    else this.users.changed(login);
  }

  /** Whoever is asked for one by one is never shown from a list. */
  forget(login: string): void {
    if (!this.#changed.has(login)) this.users.changed(login);
  }

  async user(id: User["id"]): Promise<User> {
    const operation = `Reading VMS user ${id}`;
    return understand(
      operation,
      singleUserSchema,
      await this.#get(operation, `/api/admin/v1/users/${encodeURIComponent(id)}`),
      this.#http.redact,
    );
  }

  async #list(): Promise<Users["byLogin"]> {
    const operation = "Listing the VMS users";
    const { byLogin, pages, hasNamelessRows } = await readUsers(
      operation,
      (page) => this.#get(operation, "/api/admin/v1/users", { page, per_page: pageSize }),
      this.#http.redact,
    );
    this.#pages = pages;
    this.#hasNamelessRows = hasNamelessRows;
    return byLogin;
  }

  async #get(operation: string, path: string, query: Readonly<Record<string, number>> = {}): Promise<unknown> {
    const call = { operation, method: "GET", path, query, headers: this.#headers, repeatable: true } as const;
    return (await sendWithToken(this.#http, this.#tokens, call)).body;
  }

  async #logIn(): Promise<string> {
    const operation = "Logging in to the VMS Admin API";
    const { body } = await this.#http.send({
      operation,
      method: "POST",
      path: "/api/admin/v1/auth/token",
      headers: this.#headers,
      json: { login: this.#options.login, password: this.#options.password },
      repeatable: true,
    });
    const answer = tokenSchema.safeParse(body);
    if (!answer.success) throw new UnexpectedAnswerError(operation, "no access_token");
    this.#http.keepSecret(answer.data.access_token);
    return answer.data.access_token;
  }
}
