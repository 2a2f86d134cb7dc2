import { canonicalAddress } from "../../provider/arguments/address.js";

/** Whether somebody who goes by these texts is meant. */
export type Matches = (texts: readonly string[]) => boolean;

/**
 * Whole words count, whatever their case: `anna` is `anna-hostup`, `annaVms` and `anna@example.com`, and is not Johanna; 140 is not 14059. `*` stands for
 * anything within a word, a space for whatever separates words in names.
 */
export function matching(pattern: string | undefined): Matches {
  if (pattern === undefined) return () => true;
  const parts = canonicalAddress(pattern.trim().replaceAll(/\*+/g, "*")).split(/(\*|\s+)/);
  const source = parts
    .map((part) => (part === "*" ? "[^\\s]*" : /^\s+$/.test(part) ? "[\\s._-]+" : escaped(part)))
    .join("");
  const expression = new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, "iu");
  return (texts) => texts.some((text) => [text, inWords(text)].some((one) => expression.test(canonicalAddress(one))));
}

/** Names in programs are often written in one: `annaVms`, `AnnaBerg`, `anna2`. */
const inWords = (text: string): string =>
  text.replaceAll(/(\p{Ll})(?=\p{Lu})|(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, "$& ");

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
