import type { Plan } from "../access/access.js";
import { type Grant, type GrantSet, union, without } from "../access/grants.js";
import type { Properties } from "../arguments/arguments.js";
import type { Client, Roster } from "../contract/Client.js";
import type { Context } from "../contract/Context.js";
import type { CommonArguments, PermissionDefinition, PermissionRules } from "../contract/PermissionDefinition.js";
import { UnsafeChangeError } from "../errors.js";
import { requireProof } from "./absence.js";
import { type Admission, convergeKnown } from "./converge.js";
import { appliedArguments, type Drift, driftOf } from "./drift.js";
import { dated, declaredAt, endsOf } from "./ends.js";
import { addressesBy, Ownership } from "./Ownership.js";
import { subjectBy } from "./Subject.js";
import { asksOtherwise, declaredAccess, parseState, type State } from "./state.js";
import { whyUnread } from "./unread.js";
import { listed } from "./words.js";

/** What a look at one subject found. */
export type Inspection =
  | (Drift & {
      readonly status: "in-sync" | "drifted";
      readonly id: string;
      readonly roster?: Roster;
      /** Why the difference may be none: what the state says was perhaps never there. */
      readonly doubt?: string;
    })
  | { readonly status: "gone" }
  | {
      readonly status: "unobservable";
      readonly why: string;
      /** What was applied last, and has ended since: as far as is known it is still there. */
      readonly expired: GrantSet;
    };

/** A stored resource, read once: looked at without an engine, and its drift taken back. */
export interface StoredSubject {
  readonly connection: string;
  /** The subject in words. */
  readonly subject: string;
  /** When access was last written, or found to be as the program says. */
  readonly writtenAt: string;
  /** When grants end, or have ended, for those that do. */
  readonly until: Readonly<Record<Grant, string>>;
  /**
   * Where the subject lives, as {@link Client} has it; no request is needed.
   *
   * @throws ConfigurationError
   */
  address(): string;
  inspect(): Promise<Inspection>;
  /** Why drift of this subject cannot be taken back, if it cannot. */
  obstacle(): string | undefined;
  /**
   * Makes live access again what was last applied, by the same read, decide, write and verify as an update.
   *
   * @returns what it did
   * @throws UnsafeChangeError where there is an {@link obstacle}
   */
  correct(): Promise<Plan>;
}

/**
 * Opens what a state holds of one resource. Plain data in, plain data out.
 *
 * @throws StateError
 */
export type Inspector = (outputs: Properties) => StoredSubject;

const unfinished = "its last update failed, so what the state says was perhaps never there. Run `pulumi up` first";

export function defineInspector<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
): Inspector {
  const ownership = new Ownership<Arguments>(addressesBy(definition, context));
  const subjectOf = subjectBy(definition);

  return (outputs) => {
    const state = parseState(definition, outputs);
    const args = appliedArguments(definition, state);
    const { connection } = args;
    const subject = definition.subject(args);
    const client = () => definition.connect(connection, context.config, context.notify);
    const obstacle = () => obstacleTo(definition, state, args);
    return {
      connection,
      subject,
      writtenAt: state.record.writtenAt,
      until: endsOf(definition, args, union(state.record.declared, state.record.ended)),
      address: () => client().address,
      inspect: () => inspect(definition, client(), state, args, context.now()),
      obstacle: () => obstacle()?.message,
      async correct() {
        const reason = obstacle();
        if (reason) throw reason;
        const own = subjectOf(args);
        ownership.declare(own, args);
        const admission: Admission<Arguments> = {
          admit(id, task) {
            ownership.claim(own, id);
            return task(false, undefined);
          },
        };
        // Whether somebody who has gone is to be made again is for the program to say.
        const { plan } = await convergeKnown(definition, context, args, { ...state, args }, admission);
        return plan;
      },
    };
  };
}

async function inspect<Arguments extends CommonArguments, Detail>(
  definition: PermissionRules<Arguments>,
  client: Client<Arguments, Detail>,
  state: State<Arguments>,
  args: Arguments,
  now: number,
): Promise<Inspection> {
  const seen = await client.observe(args);
  if (seen.status === "absent") {
    requireProof(definition.subject(args), seen);
    return { status: "gone" };
  }
  if (seen.status === "unobservable") {
    const why = whyUnread(definition, args, seen, now, state.record.writtenAt);
    const expired = without(state.record.declared, declaredAt(definition, state, now).grants);
    if (expired.length === 0) return { status: "unobservable", why, expired };
    const over = listed(dated(definition, args, expired, now), expired);
    return { status: "unobservable", why: `${over}: due to be taken away, by the next \`pulumi up\`. ${why}`, expired };
  }
  const drift = driftOf(definition, state, seen.access, now);
  const status = drift.gained.length + drift.lost.length > 0 ? "drifted" : "in-sync";
  const roster = client.roster?.(args, seen);
  const doubt = state.record.verified ? undefined : unfinished;
  return { status, id: seen.id, ...drift, ...(roster ? { roster } : {}), ...(doubt ? { doubt } : {}) };
}

function obstacleTo<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  state: State<Arguments>,
  args: Arguments,
): Error | undefined {
  const operation = `Correcting ${definition.subject(args)}`;
  if (definition.watch) return new UnsafeChangeError(operation, "its API only shows access. Change it by hand");
  if (!state.record.verified) return new UnsafeChangeError(operation, unfinished);
  const applied = { ...declaredAccess(state), ended: state.record.ended };
  if (!asksOtherwise(applied, definition.desired(args))) return undefined;
  const reason = "what was last applied cannot be put in arguments any more. Run `pulumi up --refresh` instead";
  return new UnsafeChangeError(operation, reason);
}
