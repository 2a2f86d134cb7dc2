/**
 * Values that a table, a template or another program broke on the way into a program: they are texts like others, and no system has
 * such a name.
 */

const shortened = /^([0-9])(?:[.,]([0-9]+))?E\+([0-9]+)$/i;
const words = new Set(["undefined", "NaN", "[object Object]", "[object Promise]"]);

/** What is surely wrong with a text, whatever it names, and what to write instead; nothing where it can be one. */
export function misread(text: string): string | undefined {
  if (words.has(text)) return "is what a program makes of a value that is not there: look where it comes from";
  // The SDK's own words for it, which pass for a text.
  if (/^Calling \[to(String|JSON)\] on an \[Output/.test(text))
    return "is an Output in the midst of a text: use pulumi.interpolate, or .apply()";
  const [, first = "", rest = "", exponent = ""] = shortened.exec(text) ?? [];
  if (first === "") return undefined;
  const why = "is how a spreadsheet shortens a long number: write all of its digits";
  if (rest.length === Number(exponent)) return `${why}, "${first}${rest}"`;
  return `${why}, and have the column as text before it is saved, because the last ones are lost`;
}

/** The same for one item of a list: it also must not be several. */
export function misreadItem(text: string): string | undefined {
  const [, whole] = /^([0-9]+)[.,]0+$/.exec(text) ?? [];
  if (whole !== undefined) return `is a number with a fraction: write "${whole}"`;
  return misread(text) ?? several(text);
}

function several(text: string): string | undefined {
  const parts = text.split(/[;,|\s]+/).filter((part) => part !== "");
  const areNumbers = parts.every((part) => /^[0-9]+$/.test(part));
  if (!/[;,|\r\n\t]/.test(text) && (parts.length < 2 || !areNumbers)) return undefined;
  const meant = parts.map((part) => JSON.stringify(part)).join(", ");
  return parts.length > 1 ? `is several in one text: write ${meant}` : `has a separator in it: write ${meant}`;
}
