export type Redact = (text: string) => string;

const blank = "[redacted]";

/** Characters that HTML has names for, as far as PHP's and Go's escaping use them; letters beyond ASCII have too many to list. */
const htmlNames: Readonly<Record<string, readonly string[]>> = {
  "&": ["&amp;"],
  "<": ["&lt;"],
  ">": ["&gt;"],
  '"': ["&quot;", "&#34;"],
  "'": ["&apos;", "&#39;", "&#039;"],
  ä: ["&auml;"],
  ö: ["&ouml;"],
  ü: ["&uuml;"],
  Ä: ["&Auml;"],
  Ö: ["&Ouml;"],
  Ü: ["&Uuml;"],
  ß: ["&szlig;"],
  é: ["&eacute;"],
  è: ["&egrave;"],
  à: ["&agrave;"],
  å: ["&aring;"],
  Å: ["&Aring;"],
};

/** Letters after a backslash in JSON. */
const jsonLetters: Readonly<Record<string, string>> = { "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t" };

/**
 * Blanks out every secret in a text, in whatever way each of its characters was written on the way: as it is, percent-encoded or
 * form-encoded, escaped in JSON (by anybody's rules: PHP escapes slashes and letters, Go what HTML knows, and an echoed body is escaped
 * twice) or in HTML; and the whole in base64.
 */
export function redactor(secrets: readonly string[]): Redact {
  const patterns = secrets
    .filter((secret) => secret.length > 0)
    // The longest first, so that a secret that holds another one leaves no tail.
    .sort((left, right) => right.length - left.length)
    .flatMap((secret) => {
      const bytes = Buffer.from(secret);
      const encoded = [bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
      return [inAnyEncoding(secret), ...encoded.map((text) => `${inAnyEncoding(text)}(?:=|%3[dD])*`)];
    });
  if (patterns.length === 0) return (text) => text;
  const pattern = new RegExp(patterns.join("|"), "g");
  return (text) => text.replace(pattern, blank);
}

/** By code point: a letter beyond U+FFFF is one in UTF-8 and HTML, and two in JSON. */
function inAnyEncoding(secret: string): string {
  return [...secret]
    .map(
      (character, index) =>
        `(?:${unicodeEscaped(character)}|${index === 0 ? "" : backslashes}(?:${waysOf(character)}))`,
    )
    .join("");
}

/** What was escaped again and again has 1, 3, 7 … of them; without a bound, a long row of them would be searched for ages. */
const backslashes = "\\\\{0,8}";

function waysOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const letter = jsonLetters[character];
  const inHtml = [...(htmlNames[character] ?? []), `&#0{0,6}${code};`, `&#[xX]0{0,6}${anyCase(code.toString(16))};`];
  return [
    literal(character),
    percentEncoded(character),
    ...(letter === undefined ? [] : [letter]),
    ...(character === " " ? ["\\+"] : []),
    // An ampersand that was escaped again is &amp;amp;.
    ...inHtml.map((way) => way.replace(/^&/, "&(?:amp;){0,4}")),
  ].join("|");
}

/** A percent sign that was encoded again is %25. */
function percentEncoded(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%(?:25){0,4}${anyCase(byte.toString(16).padStart(2, "0"))}`)
    .join("");
}

function unicodeEscaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, "0");
    return `\\\\{1,8}u${anyCase(unit)}`;
  }).join("");
}

function anyCase(hexadecimal: string): string {
  return hexadecimal.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}
