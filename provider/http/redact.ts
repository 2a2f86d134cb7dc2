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
  const blanking = secrets
    .filter((secret) => secret.length > 0)
    // The longest first, so that a secret that holds another one leaves no tail.
    .sort((left, right) => right.length - left.length)
    .flatMap((secret) => {
      const bytes = Buffer.from(secret);
      const encoded = [bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url")];
      return [blankingOf(secret), ...encoded.map((form) => blankingOf(form, /(?:=|%3[dD]){0,2}/y))];
    });
  // What is blank already is no place to look for a secret such as "act".
  const around = (text: string, blankOut: Redact) => text.split(blank).map(blankOut).join(blank);
  return (text) => blanking.reduce(around, text);
}

/**
 * Looks for one text, character by character: as a single expression, a token of a few thousand letters in all their forms is more than
 * the engine takes. By code point: a letter beyond U+FFFF is one in UTF-8 and HTML, and two in JSON.
 */
function blankingOf(secret: string, tail?: RegExp): Redact {
  const [first = "", ...others] = [...secret];
  const beginning = new RegExp([unicodeEscaped(first), ...waysOf(first)].join("|"), "g");
  const steps = others.map(stepsOf);
  const endFrom = (text: string, start: number): number | undefined => {
    // Several where a character could be read in more than one way.
    let places = endsOf(stepsOf(first), text, [start]);
    for (const step of steps) {
      places = endsOf(step, text, places);
      if (places.length === 0) return undefined;
    }
    const end = Math.max(...places);
    return tail === undefined ? end : Math.max(end, ...endsOf([tail], text, [end]));
  };
  return (text) => {
    let [shown, from] = ["", 0];
    beginning.lastIndex = 0;
    for (let found = beginning.exec(text); found !== null; found = beginning.exec(text)) {
      const end = endFrom(text, found.index);
      beginning.lastIndex = end ?? found.index + 1;
      if (end === undefined) continue;
      shown += `${text.slice(from, found.index)}${blank}`;
      from = end;
    }
    return from === 0 ? text : shown + text.slice(from);
  };
}

function endsOf(ways: readonly RegExp[], text: string, places: readonly number[]): number[] {
  const ends = new Set<number>();
  for (const place of places) {
    for (const way of ways) {
      way.lastIndex = place;
      if (way.test(text)) ends.add(way.lastIndex);
    }
  }
  return [...ends];
}

/** What was escaped again and again has 1, 3, 7 … of them; without a bound, a long row of them would be searched for ages. */
const backslashes = "\\\\{0,8}";

/** Expressions by the character that they are for. */
const known = new Map<string, readonly RegExp[]>();

function stepsOf(character: string): readonly RegExp[] {
  const made = known.get(character);
  if (made !== undefined) return made;
  const ways = [
    unicodeEscaped(character),
    ...waysOf(character).map((way) => `${backslashes}${way}`),
    literal(character),
  ];
  const steps = ways.map((way) => new RegExp(way, "y"));
  known.set(character, steps);
  return steps;
}

function waysOf(character: string): string[] {
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
  ];
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
