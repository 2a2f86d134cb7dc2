import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { z } from "zod";
import type { Properties } from "../arguments/arguments.js";
import { recordKey } from "../arguments/reservedProperties.js";

/** How the engine marks values that are more than themselves. Source: sdk/go/common/resource/properties.go of pulumi/pulumi. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const output = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const reference = "5cf8f73096256a8f31e491e813e4eb8e";
/** Stands for a value that is not known until `up`, whatever its type. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const markedSchema = z.looseObject({ [signature]: z.string() });
const wrappedSchema = z.looseObject({ value: z.unknown() });
const referenceSchema = z.looseObject({ [signature]: z.literal(reference), urn: z.string() });

/** What the engine sends, as plain data. */
export function propertiesIn(struct: Struct | undefined): Properties {
  return Object.fromEntries(Object.entries(struct?.toJavaScript() ?? {}).map(([key, value]) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const mark = markedSchema.safeParse(value).data?.[signature];
  if (mark === secret || mark === output) {
    const wrapped = wrappedSchema.parse(value);
    return wrapped.value === undefined ? unknown : plain(wrapped.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** The properties that are secret, or hold a secret. */
export function secretsIn(...structs: readonly (Struct | undefined)[]): ReadonlySet<string> {
  const entries = structs.flatMap((struct) => Object.entries(struct?.toJavaScript() ?? {}));
  return new Set(entries.filter(([, value]) => holdsSecret(value)).map(([key]) => key));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (markedSchema.safeParse(value).data?.[signature] === secret) return true;
  return Object.values(value).some(holdsSecret);
}

/** The URN of a resource that was given as a value. */
export function referenceIn(value: unknown): string | undefined {
  return referenceSchema.safeParse(value).data?.urn;
}

export function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(recordOf(properties));
}

/** What repeats arguments in other words. */
const repeating = ["baseline", recordKey];

/** The same, where what came secret goes back secret, and so does what would tell it. */
export function structKeeping(secrets: ReadonlySet<string>, properties: Properties): Struct {
  const isSecret = (key: string) => secrets.has(key) || (secrets.size > 0 && repeating.includes(key));
  const kept = Object.entries(properties).map(([key, value]) => [
    key,
    isSecret(key) && value !== undefined ? { [signature]: secret, value } : value,
  ]);
  return structOf(Object.fromEntries(kept));
}

function recordOf(properties: object): Record<string, JavaScriptValue> {
  const known = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([key, value]) => [key, messageValue(value)]));
}

function messageValue(value: unknown): JavaScriptValue {
  if (Array.isArray(value)) return value.map(messageValue);
  if (typeof value === "object" && value !== null) return recordOf(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}
