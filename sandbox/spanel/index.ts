import { json } from "../answers.js";
import { EmulatedServer } from "../EmulatedServer.js";
import type { SandboxCore } from "../SandboxCore.js";
import { perform } from "./actions.js";
import { parsePhpForm, toJson } from "./phpForm.js";
import { SpanelServer } from "./SpanelServer.js";
import { type SelfSigned, selfSigned } from "./selfSigned.js";

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
  const { key, cert, fingerprint } = certificate();
  const api = new EmulatedServer("spanel", core, {
    readForm: parsePhpForm,
    tls: { key, cert },
    describe: ({ body }) => {
      const form = body instanceof Map ? body : new Map();
      const call = String(form.get("action") ?? "");
      return { body: toJson(form), call, reads: /\/(list|apicheck)/.test(call) };
    },
  });
  api.route("POST", "/spanel/api.php", ({ body }) => {
    const form = body instanceof Map ? body : new Map();
    if (form.get("token") !== token) return json(200, { result: "error", message: "Invalid token" });
    const reply = perform(server, form);
    if (!("message" in reply) || server.words === "message") return json(200, reply);
    return json(200, {
      result: reply.result,
      [server.words]: server.words === "msg" ? [reply.message].flat().join("; ") : { username: [reply.message].flat() },
    });
  });
  const url = `${await api.listen(port)}/spanel/api.php`;
  const env = { SPANEL_URL: url, SPANEL_TOKEN: token, SPANEL_FINGERPRINT: fingerprint };
  return { url, token, fingerprint, certificate: cert, server, env, close: () => api.close() };
}

let made: SelfSigned | undefined;

/** One for all sandboxes of a process. */
function certificate(): SelfSigned {
  made ??= selfSigned();
  return made;
}
