import { X509Certificate } from "node:crypto";
import { generate } from "selfsigned";
import { emulatedApi } from "../emulatedApi.js";
import type { SandboxCore } from "../SandboxCore.js";
import { perform } from "./actions.js";
import { parsePhpForm, toJson } from "./phpForm.js";
import { SpanelServer } from "./SpanelServer.js";

/** The emulated SPanel server, over HTTPS with a certificate of its own. */
export interface SpanelSandbox {
  /** Whole address of api.php. */
  readonly url: string;
  /** The token that the API takes. */
  readonly token: string;
  /** SHA-256 of the self-signed certificate. */
  readonly fingerprint: string;
  /** The certificate itself, PEM. */
  readonly certificate: string;
  /** What it holds. */
  readonly server: SpanelServer;
  /** Environment variables that point the package at it. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops the server. */
  close(): Promise<void>;
}

/** Emulates a SPanel server's api.php over HTTPS, with a certificate made on the spot. */
export async function startSpanel(core: SandboxCore, port: number): Promise<SpanelSandbox> {
  const server = new SpanelServer();
  const token = `sandbox-spanel-${crypto.randomUUID()}`;
  const { private: key, cert } = await certificate();
  const api = emulatedApi("spanel", core, {
    tls: { key, cert },
    describe: ({ body }) => {
      const form = body instanceof Map ? body : new Map();
      const call = String(form.get("action") ?? "");
      return { body: toJson(form), call, reads: /\/(list|apicheck)/.test(call) };
    },
  });
  api.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_request: unknown, body: string) => parsePhpForm(body),
  );
  api.post("/spanel/api.php", async (request) => {
    const form = request.body instanceof Map ? request.body : new Map();
    if (form.get("token") !== token) return { result: "error", message: "Invalid token" };
    const reply = perform(server, form);
    if (!("message" in reply) || server.words === "message") return reply;
    return {
      result: reply.result,
      [server.words]: server.words === "msg" ? [reply.message].flat().join("; ") : { username: [reply.message].flat() },
    };
  });
  const url = `${await api.listen({ host: "127.0.0.1", port })}/spanel/api.php`;
  const fingerprint = new X509Certificate(cert).fingerprint256;
  const env = { SPANEL_URL: url, SPANEL_TOKEN: token, SPANEL_FINGERPRINT: fingerprint };
  return { url, token, fingerprint, certificate: cert, server, env, close: () => api.close() };
}

let made: ReturnType<typeof generate> | undefined;

/** One for all sandboxes of a process: to make it takes longer than to start all of the servers. */
function certificate(): ReturnType<typeof generate> {
  made ??= generate([{ name: "commonName", value: "127.0.0.1" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  return made;
}
