import { readFileSync } from "node:fs";
import { z } from "zod";
import { version } from "../version.js";
import { AddressRefusedError, type FixedCredential } from "./errors.js";
import { HttpClient } from "./HttpClient.js";
import { isProxyAddress, noProxy } from "./proxy.js";

const number = (what: string, check: (value: number) => boolean) =>
  z
    .string()
    .refine((text) => text.trim() !== "" && check(Number(text)), { error: `must be ${what}` })
    .transform(Number);

/** Settings that every connection has. */
export const commonSettings = {
  timeout: number("a number of seconds above 0", (value) => value > 0 && value <= 86_400)
    .default(30)
    .describe("Seconds that one attempt of a call may take. Default: 30."),
  retries: number("a whole number from 0 to 20", (value) => Number.isInteger(value) && value >= 0 && value <= 20)
    .default(5)
    .describe("How often a call is repeated after a failure that passes. Default: 5."),
  concurrency: number("a whole number from 1 to 256", (value) => Number.isInteger(value) && value >= 1 && value <= 256)
    .default(8)
    .describe("How many requests are in flight at once. Default: 8."),
  proxy: z
    .string()
    .refine((text) => text === noProxy || isProxyAddress(text), {
      error: `must be the address of a proxy, such as http://user:password@proxy.example:3128, or "${noProxy}"`,
    })
    .optional()
    .describe(
      "Address of a proxy, which may hold a password, or none. Without it the environment's HTTPS_PROXY, ALL_PROXY and NO_PROXY decide.",
    ),
  caFile: z
    .string()
    .optional()
    .describe("Path of the PEM file of the authority that signed a certificate, where no public one did."),
  fingerprint: z
    .string()
    .regex(/^([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/, {
      error: "must be a SHA-256 fingerprint: 64 hexadecimal digits, colons optional",
    })
    .optional()
    .describe("SHA-256 fingerprint of a certificate that no public authority signed."),
};

/** A setting that a file or a terminal may have given a line break: the server would refuse it, in words that do not say why. */
export const withoutSpaceAround = () =>
  z.string().refine((text) => text === text.trim(), {
    error: "begins or ends with white space, such as a line break from a file: take it out",
    abort: true,
  });

/** A credential that goes into a header. What Node.js would refuse to send is refused here, where the setting has a name. */
export const headerCredential = () =>
  withoutSpaceAround().refine((text) => !/[^\t\x20-\x7e\x80-\xff]/.test(text), {
    error: "has a character that no HTTP header can carry: copy it once more from where it was issued",
  });

/** A password may begin or end with a blank; a line break is never part of it. */
export const password = () =>
  z.string().refine((text) => !/[\r\n]/.test(text), {
    error: "has a line break in it, perhaps from a file: take it out",
  });

export interface HttpSettings {
  readonly url: string;
  readonly timeout: number;
  readonly retries: number;
  readonly concurrency: number;
  readonly proxy?: string | undefined;
  readonly caFile?: string | undefined;
  readonly fingerprint?: string | undefined;
}

/**
 * The client that a system's settings describe.
 *
 * @param keyOf what people write to change a setting of this connection, such as `hostup:url`
 */
export function openHttpClient(
  keyOf: (setting: string) => string,
  settings: HttpSettings,
  credentials: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly secrets: readonly string[];
    /** The setting that the headers carry, where they carry one. */
    readonly credential?: FixedCredential;
  },
  urlName = keyOf("url"),
): HttpClient {
  const { url, timeout, retries, concurrency, proxy, fingerprint, caFile } = settings;
  return new HttpClient({
    url,
    urlName,
    timeout,
    retries,
    concurrency,
    proxy,
    proxyName: keyOf("proxy"),
    fingerprint,
    ca: caFile === undefined ? undefined : authorityIn(caFile),
    headers: credentials.headers ?? {},
    secrets: credentials.secrets,
    credential: credentials.credential,
    userAgent: `pulumi-permissions/${version}`,
    certificateCure: `Set ${keyOf("fingerprint")} to that value if it is right, or ${keyOf("caFile")} to the PEM file of the authority that signed it.`,
  });
}

/** The PEM text of a file. Without a certificate in it, Node would trust the system's authorities instead. */
function authorityIn(file: string): string {
  const text = readFileSync(file, "utf8");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new AddressRefusedError(`its caFile ${file} holds no certificate: write the path of a PEM file.`);
}
