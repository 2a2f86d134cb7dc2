import { createHash } from "node:crypto";
import { z } from "zod";
import { json, page } from "../answers.js";
import type { EmulatedServer } from "../EmulatedServer.js";
import type { BakerOnline } from "./BakerOnline.js";

/** Seconds that an access token lives. */
const lifetime = 3600;
const formSchema = z.record(z.string(), z.string());

/** The accounts service: authorization code with PKCE, and tokens that live an hour. Source: accounts.bakeronline.be/docs. */
export class Accounts {
  readonly clientId = "sandbox-client";
  readonly deviceId = "sandbox-device";
  /** Whether a refresh token is good for one use. Not documented. */
  rotates = true;
  /**
   * Whether requests must be as the vendor's pages show them and nothing else: `X-VERSION`, two fields to renew tokens, and a return address
   * on localhost.
   */
  strict = false;
  readonly #bakery: BakerOnline;
  readonly #access = new Map<string, number>();
  readonly #refresh = new Set<string>();
  readonly #codes = new Map<string, string>();

  constructor(bakery: BakerOnline) {
    this.#bakery = bakery;
  }

  newAccessToken(): string {
    const token = `sandbox-bakeronline-access-${crypto.randomUUID()}`;
    this.#access.set(token, this.#bakery.now() + lifetime * 1000);
    return token;
  }

  newRefreshToken(): string {
    const token = `sandbox-bakeronline-refresh-${crypto.randomUUID()}`;
    this.#refresh.add(token);
    return token;
  }

  isGood(accessToken: string): boolean {
    return (this.#access.get(accessToken) ?? 0) > this.#bakery.now();
  }

  routes(server: EmulatedServer): void {
    server.route("GET", "/oauth/authorize", ({ query }) => {
      const { client_id, redirect_uri = "", state = "", code_challenge = "", code_challenge_method } = query;
      if (
        client_id !== this.clientId ||
        code_challenge_method !== "S256" ||
        code_challenge === "" ||
        !URL.canParse(redirect_uri) ||
        (this.strict && !/^http:\/\/localhost:\d+$/.test(redirect_uri))
      ) {
        return page(400, "unknown client, no PKCE challenge, or no address to return to");
      }
      const code = crypto.randomUUID();
      this.#codes.set(code, code_challenge);
      const target = new URL(redirect_uri);
      target.search = new URLSearchParams({ code, state }).toString();
      const href = target.href.replaceAll("&", "&amp;");
      return page(200, `<!doctype html><title>BakerOnline</title><a id="allow" href="${href}">Allow</a>`);
    });
    server.route("POST", "/api/token", ({ body, headers }) => {
      const form = formSchema.safeParse(body);
      if (!form.success) return json(400, { error: "invalid_request", message: "The form is missing" });
      const { grant_type, refresh_token = "", client_id, device_id, code = "", code_verifier = "" } = form.data;
      const isRefresh = grant_type === "refresh_token";
      const isAsShown = headers["x-version"] !== undefined && (!isRefresh || Object.keys(form.data).length === 2);
      if (this.strict && !isAsShown) return json(400, { error: "invalid_request", message: "Not as documented" });
      const isKnown = isRefresh || (client_id === this.clientId && (device_id ?? "") !== "");
      const verified =
        grant_type === "code"
          ? this.#codes.get(code) === createHash("sha256").update(code_verifier).digest("base64url")
          : isRefresh && this.#refresh.has(refresh_token);
      if (!isKnown || !verified) return json(401, { error: "invalid_grant", message: "The token is not valid" });
      this.#codes.delete(code);
      if (this.rotates) this.#refresh.delete(refresh_token);
      return json(200, {
        token_type: "Bearer",
        access_token: this.newAccessToken(),
        refresh_token: this.rotates || grant_type === "code" ? this.newRefreshToken() : refresh_token,
        expires_in: lifetime,
      });
    });
  }
}
