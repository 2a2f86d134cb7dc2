/** Markup that is safe to send. Only `markup` and `raw` make it, so plain text cannot be taken for it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = string | number | Markup | readonly Markup[];

/** A template that escapes every value, except those that are markup already. */
export function markup(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let text = strings[0] ?? "";
  values.forEach((value, index) => {
    text += textOf(value) + (strings[index + 1] ?? "");
  });
  return new Markup(text);
}

/** For the script and the style of the page alone: text that this package wrote. */
export const raw = (text: string): Markup => new Markup(text);

export const nothing = raw("");

export const join = (parts: readonly Markup[], separator: string): Markup =>
  raw(parts.map(({ text }) => text).join(escaped(separator)));

function textOf(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? escaped(value) : value.map(({ text }) => text).join("");
}

const entities = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities.get(character) ?? "");

// Controls, characters that are not drawn or reorder what stands beside them, line ends, halves of pairs, piles of accents.
const unseen = /([\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800\p{Zl}\p{Zp}\p{Cs}]+|\p{M}{5,})/gu;

/**
 * A name from a report. What cannot be seen is spelled out as its code point: one name must not look like another, and a
 * reader of an audit must see that somebody tried.
 */
export const name = (text: string): Markup =>
  markup`${text.split(unseen).map((part, index) => (index % 2 === 0 ? markup`${part}` : markup`<code>${codePoints(part)}</code>`))}`;

/** A name among others: one that is written from right to left must not turn its neighbours around. Most need no element. */
export const isolated = (text: string): Markup =>
  /^[ -~]*$/.test(text) ? markup`${text}` : markup`<bdi>${name(text)}</bdi>`;

/** A name where only text can stand, as in a title or an option. */
export const nameAsText = (text: string): string => text.replace(unseen, (part) => `[${codePoints(part)}]`);

const codePoints = (text: string): string =>
  [...text]
    .map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`)
    .join(" ");
