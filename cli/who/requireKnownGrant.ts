import { didYouMean } from "../../provider/arguments/suggest.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { UsageError } from "../UsageError.js";
import type { Holding } from "./Holding.js";

/**
 * A misspelt grant is held by nobody, and that must not pass for an answer.
 *
 * @returns what to warn of, where the name can be right and perhaps is not
 * @throws UsageError where no system that was asked can have such a grant
 */
export function requireKnownGrant(
  grant: string,
  systems: readonly string[],
  holdings: readonly Holding[],
): string | undefined {
  const held = new Set(holdings.flatMap(({ grants }) => grants.map((one) => one.grant)));
  if (held.has(grant)) return undefined;
  const kinds = [...resourceKinds.values()];
  const asked = kinds.filter(({ system }) => systems.includes(system.name));
  const near = didYouMean(grant, new Set([...held, ...asked.flatMap(({ names }) => names?.known ?? [])]));
  const knowing = kinds.filter(({ names }) => names?.isName(grant));
  if (!knowing.some((kind) => asked.includes(kind))) {
    const elsewhere = [...new Set(knowing.map(({ system }) => system.name))];
    if (elsewhere.length > 0) {
      const others = elsewhere.join(" and ");
      throw new UsageError(`--grant ${grant} is a grant of ${others}, and --system asks ${systems.join(", ")} alone.`);
    }
    throw new UsageError(
      `--grant ${grant}: ${systems.join(", ")} ${systems.length === 1 ? "has" : "have"} no such grant${near || ". `pulumi-permissions who` lists those that are held"}${near ? "" : "."}`,
    );
  }
  if (knowing.some(({ names }) => names?.known.includes(grant))) return undefined;
  return `Nobody holds ${grant} by that name${near || "."}`;
}

/** The systems in which somebody can hold a grant: the others need not be asked. */
export function systemsKnowing(
  grant: string,
  systems: readonly string[],
  holdings: readonly Holding[],
): readonly string[] {
  const naming = [...resourceKinds.values()]
    .filter(({ names }) => names?.isName(grant))
    .map(({ system }) => system.name);
  const holding = holdings
    .filter(({ grants }) => grants.some((one) => one.grant === grant))
    .map(({ system }) => system);
  const knowing = systems.filter((system) => naming.includes(system) || holding.includes(system));
  // A name that is not documented may be held all the same, as only the systems show.
  return knowing.length === 0 ? systems : knowing;
}
