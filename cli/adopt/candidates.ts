import type { Member } from "../../provider/contract/Client.js";
import type { Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import type { Adopter } from "../../provider/lifecycle/adopter.js";
import { type ResourceKind, resourceKinds } from "../../provider/systems/resourceKinds.js";
import { keyOf } from "../drift/survey.js";
import { requireKnown } from "../requireKnown.js";
import { UsageError } from "../UsageError.js";

/** Where to look, and at whom. */
export interface Scope {
  /** Empty for all of them. */
  readonly systems: readonly string[];
  readonly connections: readonly string[];
  readonly companies: readonly string[];
  readonly accounts: readonly string[];
  readonly contacts: readonly string[];
}

/** Somebody in a list, of whom nothing has been read yet but that. */
export interface Candidate {
  readonly kind: string;
  readonly system: string;
  readonly connection: string;
  readonly address: string;
  readonly scope: string;
  readonly member: Member;
  readonly adopter: Adopter;
}

export interface Candidates {
  readonly found: readonly Candidate[];
  /** Lists that could not be read to their end. */
  readonly failures: readonly { readonly system: string; readonly connection: string; readonly error: string }[];
  /** Connections that show no list at all. */
  readonly unlisted: readonly { readonly system: string; readonly connection: string; readonly why: string }[];
  readonly notes: readonly string[];
}

interface Place {
  readonly path: string;
  readonly kind: ResourceKind;
  readonly adopter: Adopter;
  readonly connection: string;
}

/**
 * Everybody whom the lists of the chosen connections show, each once.
 *
 * @throws UsageError where what was asked for is nowhere
 */
export async function candidatesIn(context: Context, scope: Scope): Promise<Candidates> {
  const places = placesIn(context, scope);
  const notes = new Set<string>();
  const seen = new Map<unknown, Set<string>>();
  const unlisted: Candidates["unlisted"][number][] = [];
  const failures: Candidates["failures"][number][] = [];
  const lists = await Promise.all(
    places.map(async (place): Promise<readonly Candidate[]> => {
      const { path, kind, adopter, connection } = place;
      const system = kind.system.name;
      const among = namedFor(scope, adopter.scope);
      const failed = (error: unknown) => {
        failures.push({ system, connection, error: messageOf(error) });
        return [];
      };
      try {
        const { address, rosters } = await kind.rosters(connection, context, among.length > 0 ? among : undefined);
        const beyond = beyondOf(adopter);
        if (rosters.length === 0) unlisted.push({ system, connection, why: beyond ?? "No list is shown." });
        else if (beyond !== undefined) notes.add(beyond);
        const members = await Promise.all(
          rosters.map(async (roster) => {
            const all = await roster.members().catch(failed);
            return all.map((member) => {
              const candidate = { kind: path, system, connection, address, scope: roster.scope, member, adopter };
              return { candidate, list: roster.list };
            });
          }),
        );
        return members.flat().flatMap(({ candidate, list }) => (isFirst(list, candidate) ? [candidate] : []));
      } catch (error) {
        return failed(error);
      }
    }),
  );
  return { found: lists.flat(), failures, unlisted, notes: [...notes] };

  /** One list may be shown by several connections, and one resource speak for several in it. */
  function isFirst(list: unknown, { adopter, member }: Candidate): boolean {
    const known = seen.get(list) ?? new Set<string>();
    seen.set(list, known);
    const key = adopter.key(member);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  }
}

/** Who may be missing in the lists, and how people say whom they mean. */
function beyondOf({ beyond, scope }: Adopter): string | undefined {
  return beyond === undefined || scope !== "contact" ? beyond : `${beyond} Name them by --contact.`;
}

function namedFor(scope: Scope, option: Adopter["scope"]): readonly string[] {
  if (option === undefined) return [];
  return { company: scope.companies, account: scope.accounts, contact: scope.contacts }[option];
}

function placesIn(context: Context, scope: Scope): readonly Place[] {
  const all = [...resourceKinds].flatMap(([path, kind]) => {
    const adopter = kind.adopter?.(context);
    if (adopter === undefined) return [];
    return kind.system.connections(context.config).map((connection) => ({ path, kind, adopter, connection }));
  });
  if (all.length === 0) throw new UsageError("No connection is configured: `pulumi-permissions doctor` says how.");
  requireKnown("--system", scope.systems, new Set([...resourceKinds.values()].map(({ system }) => system.name)));
  requireKnown("--connection", scope.connections, new Set(all.map(({ connection }) => connection)));
  const chosen = all.filter(
    ({ kind, connection }) =>
      (scope.systems.length === 0 || scope.systems.includes(kind.system.name)) &&
      (scope.connections.length === 0 || scope.connections.includes(connection)),
  );
  if (chosen.length === 0)
    throw new UsageError(
      "No connection fits both --system and --connection: `pulumi-permissions doctor` shows which there are.",
    );
  for (const option of ["company", "account", "contact"] as const) {
    if (namedFor(scope, option).length === 0) continue;
    const meant = chosen.filter(({ adopter }) => adopter.scope === option);
    if (meant.length === 1) continue;
    if (meant.length === 0)
      throw new UsageError(
        `--${option} belongs to no connection that was chosen: leave it out, or choose by --system and --connection.`,
      );
    const names = meant.map(({ connection }) => connection).join(", ");
    throw new UsageError(`--${option} may mean any of the connections ${names}: choose one by --connection.`);
  }
  return chosen;
}

/** One text for a subject in the system, by what a list or a read calls it. */
export function keyIn({ system, address }: Pick<Candidate, "system" | "address">, id: string): string {
  return keyOf(system, address, id);
}
