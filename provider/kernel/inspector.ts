import type { Plan } from "./access.js";
import type { Properties } from "./arguments.js";
import { converge } from "./converge.js";
import type { CommonArguments, Context, PermissionDefinition, Roster } from "./definition.js";
import { appliedArguments, type Drift, driftOf } from "./drift.js";
import { UnsafeChangeError } from "./errors.js";
import { SubjectClaims } from "./SubjectClaims.js";
import { asksOtherwise, parseState, type State } from "./state.js";

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
  | { readonly status: "unobservable"; readonly why: string };

/** A subject by the words that reports use. */
export interface Named {
  readonly connection: string;
  readonly subject: string;
}

/** Looks at stored resources without an engine, and takes drift back. Plain data in, plain data out. */
export interface Inspector {
  /** @throws StateError */
  name(outputs: Properties): Named;
  /**
   * Where the subject lives, as {@link Client} has it; no request is needed.
   *
   * @throws ConfigurationError
   */
  address(outputs: Properties): string;
  inspect(outputs: Properties): Promise<Inspection>;
  /** Why drift of this subject cannot be taken back, if it cannot. */
  obstacle(outputs: Properties): string | undefined;
  /**
   * Makes live access again what was last applied, by the same read, decide, write and verify as an update.
   *
   * @returns what it did
   * @throws UnsafeChangeError where there is an {@link obstacle}
   */
  correct(outputs: Properties): Promise<Plan>;
}

const unfinished = "its last update failed, so what the state says was perhaps never there. Run `pulumi up` first";

export function defineInspector<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  context: Context,
): Inspector {
  const read = (outputs: Properties) => parseState(definition, outputs);
  const clientOf = ({ connection }: Arguments) => definition.connect(connection, context.config, context.notify);
  const claims = new SubjectClaims();
  /** Somebody who has gone is not to be made again: whether they should is for the program to say. */
  const makesNobody: typeof definition = {
    ...definition,
    connect: (...given) => ({ ...definition.connect(...given), enroll: undefined }),
  };

  async function inspect(outputs: Properties): Promise<Inspection> {
    const state = read(outputs);
    const args = appliedArguments(definition, state);
    const client = clientOf(args);
    const seen = await client.observe(args);
    if (seen.status === "absent") return { status: "gone" };
    if (seen.status === "unobservable") return { status: "unobservable", why: seen.why };
    const drift = driftOf(definition, state, seen.access);
    const status = drift.gained.length + drift.lost.length > 0 ? "drifted" : "in-sync";
    const roster = client.roster?.(args, seen);
    const doubt = state.record.verified ? undefined : unfinished;
    return { status, id: seen.id, ...drift, ...(roster ? { roster } : {}), ...(doubt ? { doubt } : {}) };
  }

  function obstacleTo(state: State<Arguments>): Error | undefined {
    const args = appliedArguments(definition, state);
    const operation = `Correcting ${definition.subject(args)}`;
    if (definition.watch) return new UnsafeChangeError(operation, "its API only shows access. Change it by hand");
    if (!state.record.verified) return new UnsafeChangeError(operation, unfinished);
    if (!asksOtherwise(state, definition.desired(args))) return undefined;
    const reason = "what was last applied cannot be put in arguments any more. Run `pulumi up --refresh` instead";
    return new UnsafeChangeError(operation, reason);
  }

  return {
    name(outputs) {
      const { args } = read(outputs);
      return { connection: args.connection, subject: definition.subject(args) };
    },

    address: (outputs) => clientOf(read(outputs).args).address,

    inspect,

    obstacle: (outputs) => obstacleTo(read(outputs))?.message,

    async correct(outputs) {
      const state = read(outputs);
      const args = appliedArguments(definition, state);
      const obstacle = obstacleTo(state);
      if (obstacle) throw obstacle;
      const admit = (id: string) => claims.claim(args.connection, id, definition.subject(args));
      return (await converge(makesNobody, context, args, { ...state, args }, admit)).plan;
    },
  };
}
