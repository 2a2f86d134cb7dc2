import * as http from "node:http";
import * as https from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import * as tls from "node:tls";

export interface TlsOptions {
  /** PEM text of the certificate authority to trust instead of the system's. */
  readonly ca?: string | undefined;
  /** SHA-256 of the one certificate to accept, in hexadecimal, colons optional. */
  readonly fingerprint?: string | undefined;
}

/** The certificate is not the one that `fingerprint` names. */
export class FingerprintMismatchError extends Error {
  readonly code = "ERR_FINGERPRINT_MISMATCH";
  constructor(readonly seen: string) {
    super("the certificate's fingerprint is not the configured one");
  }
}

/** A server took the connection and did not answer in the handshake. */
class HandshakeTimeoutError extends Error {
  readonly code = "ETIMEDOUT";
  constructor() {
    super("the TLS handshake did not end in time");
  }
}

/** Certificate errors of OpenSSL and Node that mean "not trusted". Source: nodejs.org/api/tls.html, "X509 certificate error codes". */
const certificateCodes = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_CHAIN_TOO_LONG",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_FINGERPRINT_MISMATCH",
]);

export function isCertificateCode(code: string | undefined): boolean {
  return code !== undefined && certificateCodes.has(code);
}

/**
 * Milliseconds after which a socket that nobody uses is closed: long for a run, short for a process that runs many. An object so that
 * tests need not wait.
 */
export const idle = { time: 15_000 };

/** Calls share sockets, and sockets end with those who use them. */
export function agentOptions(sockets: number): http.AgentOptions {
  return { keepAlive: true, maxSockets: sockets, timeout: idle.time };
}

/** @param timeout seconds after which a handshake has failed */
export function createAgents(
  options: TlsOptions,
  sockets: number,
  timeout: number,
): { http: http.Agent; https: https.Agent } {
  const common = agentOptions(sockets);
  const secure = options.fingerprint
    ? new PinnedAgent(common, options.fingerprint, timeout)
    : new https.Agent({ ...common, ...(options.ca ? { ca: options.ca } : {}) });
  return { http: new http.Agent(common), https: secure };
}

/**
 * Accepts exactly one certificate, whoever signed it. Node's own verification has to be off for that, so the socket is
 * handed out only after the fingerprint was compared: nothing is sent before.
 */
class PinnedAgent extends https.Agent {
  readonly #fingerprint: string;
  readonly #timeout: number;

  constructor(options: https.AgentOptions, fingerprint: string, timeout: number) {
    super(options);
    this.#fingerprint = fingerprint;
    this.#timeout = timeout;
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: tls.TLSSocket) => void,
  ): undefined {
    const { host, port } = options;
    const socket = tls.connect({
      host: host ?? "localhost",
      port: Number(port),
      rejectUnauthorized: false,
      ...(options.servername ? { servername: options.servername } : {}),
    });
    pinned(socket, this.#fingerprint, this.#timeout).then(
      () => callback?.(null, socket),
      (error: Error) => callback?.(error, socket),
    );
    return undefined;
  }
}

/**
 * The socket, once the server has shown the one certificate; nothing is sent before.
 *
 * @param socket one whose certificate Node does not verify
 * @param timeout seconds after which the handshake has failed: no request owns the socket yet, so none ends it when it gives up
 */
export function pinned<Socket extends Duplex>(socket: Socket, fingerprint: string, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (!(socket instanceof tls.TLSSocket)) {
      socket.destroy();
      reject(new FingerprintMismatchError("none"));
      return;
    }
    const late = setTimeout(() => socket.destroy(new HandshakeTimeoutError()), timeout * 1000);
    socket.once("error", reject);
    socket.once("close", () => clearTimeout(late));
    socket.once("secureConnect", () => {
      clearTimeout(late);
      socket.off("error", reject);
      const seen = socket.getPeerCertificate().fingerprint256;
      if (plain(seen) === plain(fingerprint)) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new FingerprintMismatchError(seen));
    });
  });
}

/** Asks a server for its certificate's SHA-256 fingerprint, for an error message; sends nothing else. */
export function seenFingerprint(url: URL): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      // A server with several certificates shows the right one only when it is asked by name.
      ...(isIP(url.hostname.replace(/^\[|\]$/g, "")) === 0 ? { servername: url.hostname } : {}),
      timeout: 5_000,
    });
    const done = (fingerprint?: string) => {
      socket.destroy();
      resolve(fingerprint);
    };
    socket.once("secureConnect", () => done(socket.getPeerCertificate().fingerprint256));
    socket.once("error", () => done());
    socket.once("timeout", () => done());
  });
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toUpperCase();
}
