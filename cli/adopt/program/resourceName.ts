import { createHash } from "node:crypto";

/** What may stand in a name as it is: letters of every script, and what e-mail addresses and logins are made of. */
const plain = /^[\p{L}\p{N}\p{M}._@+-]+$/u;
const unseen = /\p{Default_Ignorable_Code_Point}/u;
const longest = 80;

/**
 * What the program calls a resource, by the words that name its subject alone: it does not change when others come or go. What cannot
 * stand in a name is replaced, and the name then ends in a hash of all of it, so that no two subjects share one.
 */
export function resourceName(parts: readonly string[]): string {
  const name = parts.map((part) => part.replaceAll(/[^\p{L}\p{N}\p{M}._@+-]+/gu, "-")).join("/");
  if (parts.every(isPlain) && name.length <= longest) return name;
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 12);
  const seen = name.normalize("NFC").replaceAll(new RegExp(unseen, "gu"), "");
  const short = [...seen].slice(0, longest - hash.length - 1).join("");
  return `${short}#${hash}`;
}

function isPlain(part: string): boolean {
  return plain.test(part) && !unseen.test(part) && part.normalize("NFC") === part;
}
