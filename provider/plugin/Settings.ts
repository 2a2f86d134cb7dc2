import { z } from "zod";
import type { Failure, Properties } from "../arguments/arguments.js";
import { didYouMean } from "../arguments/suggest.js";
import { hasUnknown } from "../arguments/unknown.js";
import type { ConfigSource } from "../contract/Context.js";
import { systems } from "../systems/systems.js";
import { packageName } from "./kinds.js";

/** The key that switches the guard off, as the handlers ask for it and as people write it. */
export const guardSwitch = { asked: "access:guard", written: `${packageName}:guard` };

const switches = ["detectDrift", "guard"];
const known = [...systems.map(({ name }) => name), ...switches];
const objectSchema = z.record(z.string(), z.unknown());

/**
 * The settings of one provider. They come from its arguments, as the program or the state has them. Those of a default provider come from the
 * stack's configuration, and what that says now is more than what the state remembers of it: a key that was changed must not lock anybody out.
 */
export class Settings {
  #values: Properties = {};
  #isExplicit = false;
  #revision = 0;

  /** @param current the stack's configuration in this namespace, as JSON; nothing for a provider that the program made */
  configure(args: Properties, current: string | undefined): void {
    const ofStack = Object.entries(objectIn(current) ?? {}).map(([key, value]) => [
      key.replace(`${packageName}:`, ""),
      value,
    ]);
    this.#values = { ...args, ...Object.fromEntries(ofStack) };
    this.#isExplicit = current === undefined;
    this.#revision += 1;
  }

  get detectsDrift(): boolean {
    return String(this.#values.detectDrift ?? true) !== "false";
  }

  /** What the handlers ask for; the same function always, because connections belong to it. */
  readonly source: ConfigSource = Object.assign((key: string) => this.#find(key), {
    namespace: packageName,
    revision: () => this.#revision,
    // The key of one account must not be sent to another one's address, nor the other way round.
    isWhole: (system: string) => this.#isExplicit && objectIn(this.#values[system]) !== undefined,
  });

  #find(key: string): string | undefined {
    if (key === guardSwitch.asked) return textOf(this.#values.guard);
    const [system = "", setting = ""] = key.split(":");
    return textOf(objectIn(this.#values[system])?.[setting]);
  }
}

/** What is no setting, or has the wrong form; values are judged when a connection is used. */
export function faultsIn(args: Properties): readonly Failure[] {
  const own = Object.entries(args).filter(
    ([key]) => !key.startsWith("__") && !["version", "pluginDownloadURL"].includes(key),
  );
  return own.flatMap(([key, value]): Failure[] => {
    if (!known.includes(key)) return [{ property: "", reason: strange(key, known) }];
    if (hasUnknown(value)) return [];
    if (key === "detectDrift" && !["true", "false"].includes(String(value)))
      return [{ property: key, reason: "must be true or false" }];
    const system = systems.find(({ name }) => name === key);
    if (system === undefined) return [];
    const settings = objectIn(value);
    // Never the value: it may hold a credential.
    if (settings === undefined) return [{ property: "", reason: `${key} must be an object of settings` }];
    const names = [...Object.keys(system.settings.shape), "connections"];
    return Object.keys(settings)
      .filter((name) => !names.includes(name))
      .map((name) => ({ property: "", reason: `${key}: ${strange(name, names)}` }));
  });
}

function strange(name: string, names: readonly string[]): string {
  return `${name} is no setting${didYouMean(name, names) || `; there are ${names.join(", ")}`}`;
}

/** The engine and the SDKs write objects in settings as JSON. */
function objectIn(value: unknown): Properties | undefined {
  const read = typeof value === "string" ? jsonIn(value) : value;
  return objectSchema.safeParse(read).data;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
