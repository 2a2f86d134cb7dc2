import { z } from "zod";
import { messageOf } from "../../errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { type Complaint, complaintsIn, type Manage, manageBody, requireUser } from "./wire.js";

/** The VMS Billing API (newer pages: Integration API): PATCH /api/v1/billing/user/manage. It shows nothing. */
export class BillingApi {
  readonly #http: HttpClient;
  readonly #credential: { readonly token: string; readonly setting: string } | undefined;

  /** @param credential none where the install admits by address */
  constructor(http: HttpClient, credential: { readonly token: string; readonly setting: string } | undefined) {
    this.#http = http;
    this.#credential = credential;
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
      ...(this.#credential === undefined
        ? {}
        : { headers: { authorization: `Bearer ${this.#credential.token}` }, credential: this.#credential }),
      repeatable: true,
      accept: [422],
      cure,
    });
    if (answer.status === 422) return complaintsIn(operation, answer.body, body);
    requireUser(operation, answer.body, body.login);
    return [];
  }

  /** Whether the install has a login, by a change of nothing; otherwise why that cannot be told. */
  async knows(login: string): Promise<boolean | { readonly why: string }> {
    try {
      const complaints = await this.manage(
        `Asking for VMS user ${login}`,
        manageBody(login, { grant: [], revoke: [] }),
      );
      if (complaints.length === 0) return true;
      if (complaints.some(({ field }) => field === "login")) return false;
      return { why: complaints.map(({ field, messages }) => `${field}: ${messages.join(" ")}`).join("; ") };
    } catch (error) {
      return { why: messageOf(error) };
    }
  }
}

const withMessage = z.looseObject({ message: z.string().min(1) });

/** Access goes by a list of addresses, which the general advice does not know. */
function cure(status: number, body: unknown): string | undefined {
  if (status === 403) {
    return (
      "The Billing API is open to listed addresses only. On the VMS, where its cron runs, " +
      "`artisan ip-access:manage billing '<address of this machine>/32'` adds one (the upgrade to 24.12 narrows the list to private networks)."
    );
  }
  if (status === 404 && withMessage.safeParse(body).success) {
    return "That is perhaps about the user: check login, then the connection's url.";
  }
  return undefined;
}
