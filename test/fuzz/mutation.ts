import fc from "fast-check";

/** A value that APIs have been seen to send in place of another one, or that is awkward to JavaScript. */
const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -1, 1, 1.5, 1e21, "", " ", " a ", "0", "all", "*", "a/b", "true", "\u0000", "\ud800"],
    ...[
      "__proto__",
      "constructor",
      "shop:1",
      "user\nname",
      "permissions",
      "x".repeat(2_000),
      [],
      {},
      [[]],
      [null],
      ["all"],
    ],
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

const step = fc.record({
  /** Which list or object, and which item of it. */
  place: fc.nat(),
  item: fc.nat(),
  what: fc.constantFrom("replace", "remove", "duplicate", "add", "rename", "retype"),
  value: strange,
  name: fc.oneof(fc.constantFrom("__proto__", "constructor", "id", "user", "permissions", "", "0"), fc.string()),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Changes to make to a value, wherever they fit. */
export const mutation = fc.array(step, { minLength: 1, maxLength: 4 });
export type Mutation = readonly Step[];

/** Any JSON, and what stands in a place where JSON should. */
export const anything = strange;

/** A copy of plain data with the changes made to it. */
export function mutated(value: unknown, changes: Mutation): unknown {
  let root: unknown = structuredClone(value);
  for (const change of changes) {
    const holders = holdersIn(root);
    const holder = holders[change.place % (holders.length + 1)];
    // Each change has a value of its own: what is put into itself is no JSON.
    const own = { ...change, value: structuredClone(change.value) };
    if (holder === undefined) root = own.what === "replace" ? own.value : root;
    else if (Array.isArray(holder)) alterList(holder, own);
    else alterObject(holder, own);
  }
  return root;
}

function alterList(list: unknown[], { what, value, item }: Step): void {
  const at = item % Math.max(list.length, 1);
  if (what === "remove") list.splice(at, 1);
  else if (what === "duplicate") list.push(structuredClone(list[at] ?? null));
  else if (what === "retype") list[at] = retyped(list[at]);
  else if (what === "replace") list[at] = value;
  else list.push(value);
}

function alterObject(object: object, { what, value, item, name }: Step): void {
  const keys = Object.keys(object);
  const key = keys[item % Math.max(keys.length, 1)] ?? name;
  const old: unknown = Object.hasOwn(object, key) ? structuredClone(Reflect.get(object, key)) : null;
  if (what === "remove" || what === "rename") Reflect.deleteProperty(object, key);
  if (what === "replace") define(object, key, value);
  if (what === "retype") define(object, key, retyped(old));
  if (what === "add") define(object, name, value);
  if (what === "rename" || what === "duplicate") define(object, name, old ?? null);
}

/** As JSON.parse does it: `__proto__` is a name like any other. */
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The same in another type, as PHP and hasty JavaScript are wont to send it. */
function retyped(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return Number.isNaN(Number(value)) ? [value] : Number(value);
  if (Array.isArray(value)) return { ...value };
  return typeof value === "object" && value !== null ? Object.values(value) : "";
}

/** Every list and object in a value. */
function holdersIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(holdersIn)];
}
