import type * as http from "node:http";
import type * as https from "node:https";
import type * as net from "node:net";
import { isLoopback } from "./address.js";
import { pinned, type TlsOptions } from "./tls.js";

/** What a setting says in place of an address to have no proxy, whatever the environment says. */
export const noProxy = "none";

/** Codes of the errors for a proxy that did not open a tunnel: by its own decision, or because it could not just now. */
export const proxyRefusedCode = "ERR_PROXY_REFUSED";
export const proxyUnavailableCode = "ERR_PROXY_UNAVAILABLE";

/** A proxy that cannot be used, or opened no tunnel. People meet it as an UnreachableError. */
class ProxyError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/**
 * The proxy that calls to an address go through; nothing where they go there directly. This machine's own addresses always do.
 *
 * @param setting the connection's own; without it `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` decide, as they do for curl
 * @throws ProxyError where the environment names something that is no proxy
 */
export async function proxyFor(url: URL, setting: string | undefined): Promise<URL | undefined> {
  if (isLoopback(url.hostname) || setting === noProxy) return undefined;
  if (setting !== undefined) return new URL(setting);
  const { getProxyForUrl } = await import("proxy-from-env");
  const found = getProxyForUrl(url.href);
  if (found === "") return undefined;
  if (!isProxyAddress(found)) {
    throw new ProxyError("HTTPS_PROXY or ALL_PROXY is no address such as http://proxy.example:3128", proxyRefusedCode);
  }
  return new URL(found);
}

/** Only HTTP proxies: others, such as SOCKS, would be another library. */
export function isProxyAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol) && new URL(text).hostname !== "";
}

/** The credentials of a proxy, in every form in which they travel. */
export function secretsOf(proxy: URL): string[] {
  if (proxy.password === "") return [];
  const [user, password] = [proxy.username, proxy.password].map(decodeURIComponent);
  return [password ?? "", proxy.password, Buffer.from(`${user}:${password}`).toString("base64")];
}

/**
 * An agent whose connections go through a CONNECT tunnel. Only what the proxy opens with 200 is a connection: anything else it answers
 * must never be taken for an answer of the API.
 *
 * @param timeout seconds after which opening the tunnel, and the handshake of a pinned server, have failed
 */
export async function tunnelAgent(
  proxy: URL,
  options: TlsOptions,
  agentOptions: http.AgentOptions,
  timeout: number,
): Promise<https.Agent> {
  const [{ Agent }, { HttpsProxyAgent }] = await Promise.all([import("agent-base"), import("https-proxy-agent")]);
  const { ca, fingerprint } = options;

  class TunnelAgent extends Agent {
    override async connect(
      request: http.ClientRequest,
      given: Parameters<InstanceType<typeof Agent>["connect"]>[1],
    ): Promise<net.Socket> {
      const giveUp = new AbortController();
      // Nobody else ends a socket that no request owns yet.
      const late = setTimeout(() => giveUp.abort(), timeout * 1000);
      let status: number | undefined;
      request.once("proxyConnect", ({ statusCode }: { readonly statusCode: number }) => {
        status = statusCode;
      });
      try {
        const tunnel = new HttpsProxyAgent(proxy, { keepAlive: true, signal: giveUp.signal });
        const socket = await tunnel.connect(request, {
          ...given,
          ...(ca === undefined ? {} : { ca }),
          ...(fingerprint === undefined ? {} : { rejectUnauthorized: false }),
        });
        if (status !== 200) {
          socket.destroy();
          throw refused(status);
        }
        if (fingerprint === undefined) return socket;
        return await pinned(socket, fingerprint, timeout);
      } catch (error) {
        if (!giveUp.signal.aborted) throw error;
        throw new ProxyError(`the proxy ${proxy.host} opened no tunnel in time`, "ETIMEDOUT");
      } finally {
        clearTimeout(late);
      }
    }
  }

  function refused(status: number | undefined): ProxyError {
    if (status === 407) {
      const message = `the proxy ${proxy.host} wants a name and a password, or others than these (407)`;
      return new ProxyError(message, proxyRefusedCode);
    }
    const message = `the proxy ${proxy.host} answered ${status ?? "nothing"} and opened no tunnel`;
    return new ProxyError(message, status !== undefined && status >= 500 ? proxyUnavailableCode : proxyRefusedCode);
  }

  return new TunnelAgent(agentOptions);
}
