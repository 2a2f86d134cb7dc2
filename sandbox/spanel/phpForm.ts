export type PhpValue = string | PhpArray;
/** A PHP array: keys in order of insertion; whole numbers are the keys of a list. */
export type PhpArray = Map<string, PhpValue>;

/** PHP's default for max_input_vars: what comes after it is dropped. */
const maxInputVariables = 1_000;

/** Reads a form body as PHP fills $_POST. Source: php.net/parse_str, checked against vectors that real PHP wrote. */
export function parsePhpForm(body: string): PhpArray {
  const fields: PhpArray = new Map();
  for (const pair of body.split("&").slice(0, maxInputVariables)) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    // PHP is written in C, where a zero byte ends a text.
    const [name = ""] = decode(equals < 0 ? pair : pair.slice(0, equals))
      .replace(/^ +/, "")
      .split("\0");
    if (name !== "") assign(fields, pathOf(name), decode(equals < 0 ? "" : pair.slice(equals + 1)));
  }
  return fields;
}

/** For the log: a list when the keys are 0, 1, 2 …, otherwise an object; PHP would show an empty array as a list. */
export function toJson(value: PhpValue): unknown {
  if (typeof value === "string") return value;
  const entries = [...value].map(([key, item]) => [key, toJson(item)] as const);
  const isList = value.size > 0 && entries.every(([key], index) => key === String(index));
  return isList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** `a[b][]` → ["a", "b", undefined]; PHP does not take dots, spaces and lonely brackets in the first part. */
function pathOf(name: string): (string | undefined)[] {
  const open = name.indexOf("[");
  if (open <= 0 || !name.includes("]", open)) return [name.replace(/[. []/g, "_")];
  const path: (string | undefined)[] = [name.slice(0, open).replace(/[. ]/g, "_")];
  for (let at = open; name[at] === "["; ) {
    const close = name.indexOf("]", at);
    if (close < 0) break;
    path.push(name.slice(at + 1, close) || undefined);
    at = close + 1;
  }
  return path;
}

function assign(into: PhpArray, [step, ...rest]: readonly (string | undefined)[], value: string): void {
  const key = step ?? nextIndex(into);
  if (rest.length === 0) {
    into.set(key, value);
    return;
  }
  const inner = into.get(key);
  const array: PhpArray = inner instanceof Map ? inner : new Map();
  into.set(key, array);
  assign(array, rest, value);
}

function nextIndex(array: PhpArray): string {
  const indices = [...array.keys()].filter((key) => /^\d+$/.test(key)).map(Number);
  return String(indices.length === 0 ? 0 : Math.max(...indices) + 1);
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
