import { isDeepStrictEqual } from "node:util";
import { noGrants, planAccess, sameGrant } from "../access/access.js";
import { type GrantSet, without } from "../access/grants.js";
import {
  type ArgumentSchema,
  checkArguments,
  type Failure,
  type Properties,
  readArguments,
} from "../arguments/arguments.js";
import type { Member, Observation } from "../contract/Client.js";
import type { Context } from "../contract/Context.js";
import type { AdoptionRules, CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { AmbiguousSubjectError, ArgumentsError, messageOf } from "../errors.js";
import { desiredAt } from "./ends.js";

/** What live access is in arguments. Nothing is proven yet: {@link Adopter.prove} does that, with what was written down of them. */
export type Proposal =
  | {
      readonly status: "adoptable";
      readonly id: string;
      /** The subject in words. */
      readonly subject: string;
      /** Without what goes without saying. */
      readonly args: Properties;
      /** Values of those that name the subject, in the order of the definition. */
      readonly names: readonly unknown[];
      readonly grants: GrantSet;
      readonly concerns: readonly string[];
      /** What else is to be said of it: what was left out, and what was not understood. */
      readonly remarks: readonly string[];
    }
  | {
      readonly status: "not-adoptable";
      readonly subject: string;
      readonly grants: GrantSet;
      readonly concerns: readonly string[];
      readonly why: string;
      readonly cure: string;
    }
  | { readonly status: "unreadable"; readonly subject: string; readonly why: string }
  | { readonly status: "failed"; readonly subject: string; readonly error: string };

/** What a run with these arguments would make of live access. */
export type Proof =
  | {
      readonly status: "read";
      readonly id: string;
      readonly subject: string;
      readonly grants: GrantSet;
      /** What somebody has beyond the arguments, and what they lack: both empty where nothing would be written. */
      readonly gained: GrantSet;
      readonly lost: GrantSet;
    }
  | { readonly status: "refused"; readonly subject: string; readonly why: string }
  | { readonly status: "gone" | "unreadable"; readonly subject: string; readonly why: string };

/** Puts live access into arguments. It reads, and writes nothing. */
export interface Adopter extends Pick<AdoptionRules, "scope" | "beyond" | "cure"> {
  /** What identifies somebody before anything is read of them: members with the same one are one resource. */
  key(member: Member): string;
  propose(member: Member, connection: string): Promise<Proposal>;
  /** Where the subjects live, as clients have it. */
  address(connection: string): string;
  /** @throws PermissionError where it cannot be read */
  prove(args: Properties): Promise<Proof>;
}

export function defineAdopter<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  adoption: AdoptionRules,
  context: Context,
): Adopter {
  const { schema, kind, covers = sameGrant } = definition;
  const observe = (args: Arguments, told: (message: string) => void): Promise<Observation<Detail>> =>
    definition.connect(args.connection, context.config, (_severity, message) => told(message)).observe(args);

  const proposalOf = async (member: Member, identity: Properties, connection: string): Promise<Proposal> => {
    // The form alone: whether all of it is right is judged with what is there.
    const args = readArguments(schema, kind, { ...identity, connection });
    const subject = definition.subject(args);
    const told: string[] = [];
    const seen = await observe(args, (message) => told.push(message));
    if (seen.status === "absent") {
      const why = seen.doubt ?? "does not exist";
      return { ...unsayable(member, subject, why), ...(definition.absentCure ? { cure: definition.absentCure } : {}) };
    }
    if (seen.status === "unobservable") return { status: "unreadable", subject, why: seen.why };
    const grants = without(seen.access.grants, seen.access.implied);
    const rendered = { ...identity, ...definition.render(grants, args), ...commonTo(schema.object.shape, connection) };
    const { inputs, failures } = checkArguments(schema, rendered);
    if (failures.length > 0) return { ...unsayable(member, subject, inWords(failures)), ...known(grants) };
    const said = readArguments(schema, kind, inputs);
    const isNaming = (key: string) => key !== "connection" && definition.identity.some((one) => one === key);
    return {
      status: "adoptable",
      id: seen.id,
      subject,
      names: definition.identity.filter((key) => isNaming(key) && inputs[key] !== undefined).map((key) => inputs[key]),
      args: terse(schema, Object.keys(rendered), inputs, (key) => isNaming(key) || key === "onDelete"),
      ...known(grants),
      remarks: [
        ...(seen.access.implied.length > 0
          ? [`left out, because a wider grant gives it: ${seen.access.implied.join(", ")}`]
          : []),
        ...told,
        ...(definition.cautions?.(said) ?? []),
      ],
    };
  };
  const known = (grants: GrantSet) => ({ grants, concerns: adoption.concerns(grants) });
  const unsayable = (member: Member, subject: string, why: string) =>
    ({ status: "not-adoptable", subject, ...known(member.grants ?? noGrants), why, cure: adoption.cure }) as const;

  return {
    ...adoption,

    // What watches is one resource for everybody in a list.
    key: (member) => JSON.stringify([kind, definition.watch ? adoption.identities(member)[0] : member.id]),

    address: (connection) => definition.connect(connection, context.config, context.notify).address,

    async propose(member, connection) {
      let last: Proposal | undefined;
      for (const identity of adoption.identities(member)) {
        const proposal = await proposalOf(member, identity, connection).catch((error: unknown): Proposal => {
          const isUnsayable = error instanceof AmbiguousSubjectError || error instanceof ArgumentsError;
          if (isUnsayable) return unsayable(member, member.name, error.message);
          return { status: "failed", subject: member.name, error: messageOf(error) };
        });
        if (proposal.status === "failed" || proposal.status === "unreadable") return proposal;
        // What watches speaks for everybody in a list.
        if (proposal.status === "adoptable" && (definition.watch || proposal.id === member.id)) return proposal;
        if (proposal.status === "not-adoptable") last ??= proposal;
      }
      return last ?? unsayable(member, member.name, "its name leads to somebody else");
    },

    async prove(given) {
      const { inputs, failures } = checkArguments(schema, given);
      if (failures.length > 0) return { status: "refused", subject: kind, why: inWords(failures) };
      const args = readArguments(schema, kind, inputs);
      const subject = definition.subject(args);
      const seen = await observe(args, () => undefined);
      if (seen.status === "absent") return { status: "gone", subject, why: seen.doubt ?? "does not exist" };
      if (seen.status === "unobservable") return { status: "unreadable", subject, why: seen.why };
      const { grant, revoke } = planAccess(desiredAt(definition, args, context.now()), seen.access, noGrants, covers);
      return { status: "read", id: seen.id, subject, grants: seen.access.grants, gained: revoke, lost: grant };
    },
  };
}

/** What undoing the adoption must not take away stays, where a kind can say so. */
function commonTo(shape: Properties, connection: string): Properties {
  return {
    ...(connection === "default" ? {} : { connection }),
    ...(Object.hasOwn(shape, "onDelete") ? { onDelete: "keep" } : {}),
  };
}

/** Without what means the same when it is left out, also within an argument; names first, what becomes of it last. */
function terse<Arguments extends object>(
  schema: ArgumentSchema<Arguments>,
  keys: readonly string[],
  inputs: Properties,
  stays: (key: string) => boolean,
): Properties {
  const order = Object.keys(schema.object.shape);
  const rank = (key: string) => (stays(key) && key !== "onDelete" ? -1 : order.indexOf(key));
  const sorted = [...new Set(keys)].filter((key) => inputs[key] !== undefined).sort((a, b) => rank(a) - rank(b));
  const goesWithoutSaying = (rest: Properties) => isDeepStrictEqual(checkArguments(schema, rest).inputs, inputs);
  let args: Properties = Object.fromEntries(sorted.map((key) => [key, inputs[key]]));
  for (const key of sorted.filter((one) => !stays(one))) {
    const { [key]: value, ...rest } = args;
    if (goesWithoutSaying(rest)) {
      args = rest;
      continue;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    let within: Properties = { ...value };
    for (const inner of Object.keys(value)) {
      const { [inner]: _gone, ...others } = within;
      if (goesWithoutSaying({ ...args, [key]: others })) within = others;
    }
    args = { ...args, [key]: within };
  }
  return args;
}

function inWords(failures: readonly Failure[]): string {
  return failures.map(({ property, reason }) => (property === "" ? reason : `${property} ${reason}`)).join("; ");
}
