import { misread, misreadItem } from "./misread.js";

/**
 * How people are named: e-mail addresses and logins. A name that only looks like another one must neither be taken for it, nor be entered
 * as somebody new.
 */

/** Small letters, in ASCII only: by Unicode's rules the Kelvin sign U+212A becomes the letter k, and so another person's address. */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * One form for accents that can be written in two ways; nothing else is changed. Not plain NFC: it also makes another character of some
 * that stand alone, and the letter K of the Kelvin sign.
 */
export function composed(text: string): string {
  if (text.normalize("NFC") === text) return text;
  let result = "";
  let run = "";
  for (const character of text) {
    if (isAlias(character)) {
      result += run.normalize("NFC") + character;
      run = "";
    } else {
      run += character;
    }
  }
  return result + run.normalize("NFC");
}

/** Whether one character is only another name for another one. */
function isAlias(character: string): boolean {
  return [...character].length === 1 && character.normalize("NFC") !== character;
}

/** What addresses are compared by, and kept as. */
export function canonicalAddress(text: string): string {
  return foldCase(composed(text));
}

export function isSameAddress(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}

/** What no name may hold: what controls a terminal or is not seen, and halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Beyond that, what stands around an address or between several, but in none. */
const foreign = /[\s<>()[\]\\,;:"]/u;

/** What is wrong with a text as a name, with the place; nothing where it can be one. */
export function nameFault(text: string): string | undefined {
  return (
    faultAt(
      text,
      (character) => unseen.test(character),
      () => "which is not seen: delete it",
    ) ??
    faultAt(text, isAlias, (character) => `which only looks like "${character.normalize("NFC")}": write that`) ??
    misread(text)
  );
}

/** What is wrong with one of the names or ids in a list. */
export function itemFault(text: string): string | undefined {
  return misreadItem(text) ?? nameFault(text);
}

/** What is wrong with a text as an e-mail address, with the place; nothing where it can be one. */
export function addressFault(text: string): string | undefined {
  const wrapped = /^mailto:/i.test(text) ? 'begins with "mailto:": write the address alone' : undefined;
  return (
    nameFault(text) ??
    wrapped ??
    faultAt(
      text,
      (character) => foreign.test(character),
      () => "which stands in no address: write the address alone",
    ) ??
    shapeFault(text)
  );
}

function faultAt(
  text: string,
  isFault: (character: string) => boolean,
  why: (character: string) => string,
): string | undefined {
  const characters = [...text];
  const index = characters.findIndex((character) => isFault(character));
  const found = characters[index];
  if (found === undefined) return undefined;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const shown = unseen.test(found) || /\s/.test(found) || isAlias(found) ? `U+${code}` : `"${found}" (U+${code})`;
  return `has ${shown} as character ${index + 1} of ${characters.length}, ${why(found)}`;
}

function shapeFault(text: string): string | undefined {
  const [local = "", domain = "", ...rest] = text.split("@");
  if (rest.length > 0 || local === "" || domain === "") return 'must have one "@", with something on both sides';
  if (/^\.|\.$|\.\./.test(local) || /^[.-]|[.-]$|\.\./.test(domain)) return "has a dot or a hyphen where none can be";
  return undefined;
}
