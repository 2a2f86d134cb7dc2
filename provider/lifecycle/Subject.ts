import type { Properties } from "../arguments/arguments.js";
import type { CommonArguments } from "../contract/PermissionDefinition.js";

/** A subject as a program writes it. */
export interface Subject {
  readonly connection: string;
  /** The arguments that name it, the connection left out, as one text. */
  readonly words: string;
  /** What messages call it. */
  readonly title: string;
}

/** How a definition's arguments name their subject. */
export function subjectBy<Arguments extends CommonArguments>(definition: {
  readonly identity: readonly (keyof Arguments & string)[];
  readonly subject: (args: Arguments) => string;
}): (args: Arguments) => Subject {
  const naming = definition.identity.filter((key) => key !== "connection");
  return (args) => ({
    connection: args.connection,
    words: wordsIn(naming.map((key) => args[key])),
    title: definition.subject(args),
  });
}

/** Of arguments that are not all known yet. */
export function subjectIn(
  definition: { readonly kind: string; readonly identity: readonly string[] },
  inputs: Properties,
): Subject {
  const naming = definition.identity.filter((key) => key !== "connection");
  const { connection } = inputs;
  return {
    connection: typeof connection === "string" ? connection : "default",
    words: wordsIn(naming.map((key) => inputs[key])),
    title: definition.kind,
  };
}

function wordsIn(values: readonly unknown[]): string {
  return JSON.stringify(values.map((value) => value ?? null));
}

/** One text for a subject as it is written. */
export function keyOf({ connection, words }: Subject): string {
  return `${connection} ${words}`;
}
