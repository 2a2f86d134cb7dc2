import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface SelfSigned {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
}

/**
 * A certificate for 127.0.0.1 and a name that no authority signed, good for a day before now and a year after. Node.js reads certificates
 * and makes none, so it is written down here as RFC 5280 has it; the libraries for it bring more than all else that this package needs.
 */
export function selfSigned(name = "127.0.0.1"): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid("2a8648ce3d040302"));
  const who = sequence(element(0x31, sequence(oid("550403"), element(0x0c, Buffer.from(name)))));
  const day = 86_400_000;
  const validity = sequence(time(Date.now() - day), time(Date.now() + 365 * day));
  const names = sequence(element(0x82, Buffer.from(name)), element(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = element(0xa3, sequence(sequence(oid("551d11"), element(0x04, names))));
  // A serial number is positive: its first bit is none.
  const serial = element(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const version = element(0xa0, element(0x02, Buffer.from([2])));
  const key = publicKey.export({ type: "spki", format: "der" });
  const body = sequence(version, serial, algorithm, who, validity, who, key, extensions);
  const signature = element(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const certificate = sequence(body, algorithm, signature);
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
    fingerprint: createHash("sha256")
      .update(certificate)
      .digest("hex")
      .toUpperCase()
      .replace(/..(?!$)/g, "$&:"),
  };
}

/** One value in DER: what it is, how long it is, and itself. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function oid(hexadecimal: string): Buffer {
  return element(0x06, Buffer.from(hexadecimal, "hex"));
}

/** Without centuries, which is enough until 2049. */
function time(at: number): Buffer {
  return element(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, "")}Z`));
}
