import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { ArgumentsError } from "../errors.js";
import { didYouMean } from "./suggest.js";
import { hasUnknown, isUnknownAt } from "./unknown.js";

export type Properties = Readonly<Record<string, unknown>>;

export interface Failure {
  /** Path such as `services[1]`; empty where the engine must not print the value. */
  readonly property: string;
  /** What was wrong and what to write instead. */
  readonly reason: string;
}

/** A condition on several arguments together; it is judged once each of them is known and right by itself. */
export interface Rule {
  readonly properties: readonly string[];
  readonly schema: z.ZodType;
  /** Whether it also judges what stands in the state already: for arguments that no read changes. */
  readonly judgesStored?: boolean;
}

export interface ArgumentSchema<Arguments> {
  readonly object: z.ZodType<Arguments> & { readonly shape: Readonly<Record<string, z.ZodType>> };
  readonly rules: readonly Rule[];
  /** Fills in defaults that depend on other arguments. */
  readonly complete?: (inputs: Properties) => Properties;
}

/** Programs rarely write such a thing; what adds tags to every resource does not ask which ones have them. */
const notWritten =
  '; where the program does not write it, a transformation adds it: let that leave out types that begin with "pulumi-nodejs:dynamic/"';

/** A rule over the name of somebody, which only people write: `fault` returns what is wrong, or nothing. */
export function nameRule<Shape extends z.ZodRawShape>(
  object: z.ZodObject<Shape>,
  property: keyof Shape & string,
  fault: (name: string) => string | undefined,
): Rule {
  const broken = (value: unknown) => {
    const reason = typeof value === "string" ? fault(value) : undefined;
    return reason === undefined ? [] : [{ path: [property], reason }];
  };
  return { ...rule(only(object, property), (args) => broken(args[property])), judgesStored: true };
}

/** A rule over each name or id in a list: `fault` returns what is wrong, or nothing. */
export function itemsRule<Shape extends z.ZodRawShape>(
  object: z.ZodObject<Shape>,
  property: keyof Shape & string,
  fault: (item: string) => string | undefined,
): Rule {
  return rule(only(object, property), (args) => {
    const items: unknown = args[property];
    return Array.isArray(items) ? items.flatMap((item: unknown) => itemFaults([property], item, fault)) : [];
  });
}

/** A rule waits for all that its object has, so that a mistake in another argument would hide what it finds. */
function only({ shape }: Pick<z.ZodObject, "shape">, property: string) {
  return z.object({ [property]: shape[property] ?? z.unknown() });
}

/** What is wrong with one item of a list, at the list's place. */
export function itemFaults(
  path: readonly PropertyKey[],
  item: unknown,
  fault: (item: string) => string | undefined,
): { readonly path: readonly PropertyKey[]; readonly reason: string }[] {
  const reason = typeof item === "string" ? fault(item) : undefined;
  return reason === undefined ? [] : [{ path, reason: `has ${JSON.stringify(item)}, which ${reason}` }];
}

/** A rule over some properties of `object`. `broken` returns what is wrong, or nothing. */
export function rule<Shape extends z.ZodRawShape>(
  object: z.ZodObject<Shape>,
  broken: (
    args: z.output<z.ZodObject<Shape>>,
  ) => readonly { readonly path: readonly PropertyKey[]; readonly reason: string }[],
): Rule {
  return {
    properties: Object.keys(object.shape),
    schema: object.superRefine((args, context) => {
      for (const { path, reason } of broken(args))
        context.addIssue({ code: "custom", path: [...path], message: reason });
    }),
  };
}

export interface CheckedArguments<Arguments> {
  /** The inputs in canonical form, defaults filled in; values not known yet are as they came. */
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
  /** The same by their types, where nothing is wrong and every value is known. */
  readonly arguments?: Arguments;
}

/**
 * Judges all arguments at once. Values that are not known yet pass.
 *
 * @param olds what stands in the state. A rule judges what somebody wrote: where all that it looks at stands there already, as with
 *   `ignoreChanges`, it may be what a read found.
 */
export function checkArguments<Arguments extends object>(
  schema: ArgumentSchema<Arguments>,
  news: Properties,
  olds: Properties = {},
): CheckedArguments<Arguments> {
  const { shape } = schema.object;
  const given = Object.fromEntries(Object.entries(news).filter(([key]) => !key.startsWith("__")));
  const faultless = schema.rules.length === 0 ? argumentsAtOnce(schema, given) : undefined;
  if (faultless !== undefined) return { inputs: defined(faultless), failures: [], arguments: faultless };
  const failures: Failure[] = Object.keys(given)
    .filter((key) => !Object.hasOwn(shape, key))
    .map((key) => ({
      property: "",
      reason: `${key} is not an argument of this resource${didYouMean(key, Object.keys(shape)) || notWritten}`,
    }));
  const sound = new Set<string>();
  const inputs: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(shape)) {
    const result = property.safeParse(given[key]);
    if (result.success && !hasUnknown(given[key])) {
      sound.add(key);
      if (result.data !== undefined) inputs[key] = result.data;
    } else if (given[key] !== undefined) {
      inputs[key] = given[key];
    }
    if (!result.success) failures.push(...failuresOf(result.error, { [key]: given[key] }, [key]));
  }
  for (const { properties, schema: condition, judgesStored = false } of schema.rules) {
    if (!properties.every((key) => sound.has(key))) continue;
    const isStored =
      Object.keys(olds).length > 0 && properties.every((key) => isDeepStrictEqual(inputs[key], olds[key]));
    if (isStored && !judgesStored) continue;
    const picked = Object.fromEntries(properties.map((key) => [key, given[key]]));
    const result = condition.safeParse(picked);
    if (!result.success) failures.push(...failuresOf(result.error, picked, []));
  }
  if (failures.length > 0) return { inputs, failures };
  const canonical = schema.complete?.(inputs) ?? inputs;
  if (hasUnknown(canonical)) return { inputs: canonical, failures };
  // What no argument alone is to blame for.
  const { data, error } = schema.object.safeParse(canonical);
  if (error) return { inputs: canonical, failures: failuresOf(error, canonical, []) };
  return { inputs: canonical, failures, arguments: data };
}

/** What most calls get: arguments that stand in the state, or have been judged. Nothing where something is wrong, strange or not known yet. */
function argumentsAtOnce<Arguments extends object>(
  schema: ArgumentSchema<Arguments>,
  given: Properties,
): Arguments | undefined {
  const { shape } = schema.object;
  if (hasUnknown(given) || !Object.keys(given).every((key) => Object.hasOwn(shape, key))) return undefined;
  const { data } = schema.object.safeParse(given);
  if (data === undefined || schema.complete === undefined) return data;
  const plain = defined(data);
  const completed = schema.complete(plain);
  return isDeepStrictEqual(completed, plain) ? data : schema.object.safeParse(completed).data;
}

/** Without what is undefined, which neither the engine nor the dynamic host can take. */
export function defined(args: object): Properties {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

/**
 * The arguments, once every value is known.
 *
 * @throws ArgumentsError
 */
export function parseArguments<Arguments extends object>(
  schema: ArgumentSchema<Arguments>,
  what: string,
  inputs: Properties,
): Arguments {
  const { inputs: canonical, failures, arguments: parsed } = checkArguments(schema, inputs);
  if (failures.length > 0) throw new ArgumentsError(what, failures);
  if (parsed !== undefined) return parsed;
  const result = schema.object.safeParse(canonical);
  if (result.success) return result.data;
  throw new ArgumentsError(what, failuresOf(result.error, canonical, []));
}

/**
 * The arguments by their form alone, for what `check` has judged already and for what a read has found: rules over them are for what
 * people write.
 *
 * @throws ArgumentsError
 */
export function readArguments<Arguments extends object>(
  schema: ArgumentSchema<Arguments>,
  what: string,
  inputs: Properties,
): Arguments {
  return parseArguments({ ...schema, rules: [] }, what, inputs);
}

function failuresOf(error: z.ZodError, root: Properties, prefix: readonly PropertyKey[]): Failure[] {
  return error.issues
    .map((issue) => ({ path: [...prefix, ...issue.path], reason: issue.message }))
    .filter(({ path }) => !isUnknownAt(root, path))
    .map(({ path, reason }) => ({ property: propertyPath(path), reason }));
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}
