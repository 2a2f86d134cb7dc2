import { isIP } from "node:net";
import { AddressRefusedError } from "./errors.js";

/** Parses the address of an API. Plain http is for this machine only: elsewhere credentials would travel in the clear. */
export function apiAddress(text: string, where: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AddressRefusedError(`${where} is not an address: write it whole, such as https://host.example/path.`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new AddressRefusedError(`${where} holds a user name or password: leave them out of the address.`);
  }
  // An empty query or fragment shows in the whole address only.
  if (/[?#]/.test(url.href)) {
    throw new AddressRefusedError(`${where} holds a "?" or "#", and paths are appended to it: leave out what follows.`);
  }
  if (url.protocol === "https:") return url;
  if (url.protocol === "http:" && isLoopback(url.hostname)) return url;
  throw new AddressRefusedError(
    `${where} begins with ${url.protocol}// and the credentials would travel in the clear: write https://. ` +
      "(Plain http is accepted for addresses of this machine, such as http://127.0.0.1:8080.)",
  );
}

/** Whether a host name of an address means this machine. */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "[::1]") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}
