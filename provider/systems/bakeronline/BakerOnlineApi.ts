import { isSameAddress } from "../../arguments/address.js";
import { SharedListing } from "../../connections/SharedListing.js";
import { understand } from "../../connections/understand.js";
import { messageOf, UnexpectedAnswerError } from "../../errors.js";
import type { Answer, Call } from "../../http/Call.js";
import { HttpError } from "../../http/errors.js";
import type { HttpClient } from "../../http/HttpClient.js";
import { sendWithToken, type TokenSource } from "../../http/tokens.js";
import { companiesSchema, type Entry, type EntryBody, entrySchema, type Row, rowsSchema } from "./wire.js";

/** BakerOnline's API 1.9.0, as far as the permissions of company users go. */
export class BakerOnlineApi {
  readonly #http: HttpClient;
  readonly #tokens: TokenSource;
  readonly #companies = new Map<number, SharedListing<Row>>();

  constructor(http: HttpClient, tokens: TokenSource) {
    this.#http = http;
    this.#tokens = tokens;
  }

  get address(): string {
    return this.#http.address;
  }

  /** Blanks out the connection's credentials in words of an answer. */
  readonly redact = (text: string): string => this.#http.redact(text);

  /** When the access token runs out, in milliseconds since 1970; nothing where that is not known. */
  async tokenEnd(): Promise<number | undefined> {
    await this.#tokens.current();
    return this.#tokens.end?.();
  }

  /** The companies that the token may see. */
  async companies(): Promise<readonly { readonly id: number }[]> {
    const operation = "Listing the BakerOnline companies";
    const answer = await this.#send({ operation, method: "GET", path: "/company/companies", repeatable: true });
    return understand(operation, companiesSchema, answer.body, this.redact);
  }

  /** Everybody with an entry in a company, by the entry's number: one request for all who ask. */
  entries(companyId: number): SharedListing<Row> {
    const known = this.#companies.get(companyId);
    if (known !== undefined) return known;
    const operation = `Listing the users of BakerOnline company ${companyId}`;
    const listing = new SharedListing(async () => {
      const answer = await this.#send({ operation, method: "GET", path: pathOf(companyId), repeatable: true });
      const rows = understand(operation, rowsSchema, answer.body, this.redact);
      return new Map(rows.map((entry) => [String(entry.id), entry]));
    });
    this.#companies.set(companyId, listing);
    return listing;
  }

  /**
   * Gives a user an entry in a company. It must not happen twice, so an attempt with an unknown outcome is not repeated:
   * `find` looks whether it worked.
   */
  async add(companyId: number, email: string, find: () => Promise<Entry | undefined>): Promise<Entry> {
    const operation = `Adding ${email} to BakerOnline company ${companyId}`;
    try {
      const answer = await this.#send({
        operation,
        method: "POST",
        path: pathOf(companyId),
        json: { email },
        repeatable: false,
      });
      const added = understand(operation, entrySchema, answer.body, this.redact);
      if (isSameAddress(added.user.email, email)) return added;
      throw new UnexpectedAnswerError(operation, "the entry of somebody else");
    } catch (error) {
      if (!mayHaveWorked(error)) throw error;
      const entry = await find().catch((reason: unknown) => {
        // Added to, not replaced: its class and what it says of the outcome are the truth about the call.
        error.message += ` It may have worked all the same; looking failed too: ${messageOf(reason)}`;
        throw error;
      });
      if (entry === undefined) throw error;
      return entry;
    }
  }

  async update(operation: string, companyId: number, id: number, body: EntryBody): Promise<Entry> {
    const path = `${pathOf(companyId)}/${id}`;
    const { body: answer } = await this.#send({ operation, method: "PATCH", path, json: body, repeatable: true });
    return understand(operation, entrySchema, answer, this.redact);
  }

  #send(call: Call): Promise<Answer> {
    return sendWithToken(this.#http, this.#tokens, call);
  }
}

function mayHaveWorked(error: unknown): error is UnexpectedAnswerError | HttpError {
  return error instanceof UnexpectedAnswerError || (error instanceof HttpError && error.outcomeUnknown);
}

function pathOf(companyId: number): string {
  return `/company/companies/${companyId}/permissions/users`;
}
