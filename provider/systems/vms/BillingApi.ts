import type { HttpClient } from "../../http/HttpClient.js";
import { type Complaint, complaintsIn, type Manage, requireUser } from "./wire.js";

/** The VMS Billing API (newer pages: Integration API): PATCH /api/v1/billing/user/manage. It shows nothing. */
export class BillingApi {
  readonly #http: HttpClient;
  readonly #token: string | undefined;

  constructor(http: HttpClient, token: string | undefined) {
    this.#http = http;
    this.#token = token;
  }

  get address(): string {
    return this.#http.address;
  }

  /** Attaches and detaches. Returns what the install found invalid; then nothing was changed. */
  async manage(operation: string, body: Manage): Promise<readonly Complaint[]> {
    const answer = await this.#http.send({
      operation,
      method: "PATCH",
      path: "/api/v1/billing/user/manage",
      json: body,
      ...(this.#token === undefined ? {} : { headers: { authorization: `Bearer ${this.#token}` } }),
      repeatable: true,
      accept: [422],
    });
    if (answer.status === 422) return complaintsIn(operation, answer.body, body);
    requireUser(operation, answer.body, body.login);
    return [];
  }
}
