import { canonicalAddress } from "../../provider/arguments/address.js";
import { type ResourceKind, resourceKinds } from "../../provider/systems/resourceKinds.js";
import { endOf } from "./endOf.js";
import type { Held, Holding } from "./Holding.js";
import type { Matches } from "./pattern.js";
import type { Row, Unknown } from "./report.js";

export interface Question {
  readonly matches: Matches;
  readonly grant?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds since 1970: only what ends until then. */
  readonly endsBefore?: number | undefined;
}

export interface Answer {
  readonly rows: readonly Row[];
  /** What somebody may hold besides. */
  readonly perhaps: readonly Unknown[];
}

/** What of somebody's access a question asks for. */
export function rowsOf(holding: Holding, question: Question): Answer {
  const kinds = kindsOf(holding);
  const isAskedFor = question.matches(holding.texts);
  const own = holding.grants.filter(
    ({ grant }) => isAskedFor || kinds.some(({ holderIn }) => holderIn && question.matches([holderIn(grant).who])),
  );
  const ways = own.map((held) => ({ held, way: wayTo(held, holding, kinds, question.grant) }));
  const rows = ways.flatMap(({ held, way }) =>
    way === "held" || way === "surely" ? rowOf(held, holding, kinds, question) : [],
  );
  const perhaps = ways.flatMap(({ held, way }): Unknown[] => {
    const { system, connection, name, subject } = holding;
    const why = `holds ${held.grant}, which may give ${question.grant}: only the system knows`;
    return way === "perhaps" ? [{ system, connection, name, subject, why }] : [];
  });
  return { rows, perhaps };
}

/** Those of somebody unmanaged are not known: all of the system. */
export function kindsOf({ kind, system }: Pick<Holding, "kind" | "system">): readonly ResourceKind[] {
  const known = kind === undefined ? undefined : resourceKinds.get(kind);
  if (known !== undefined) return [known];
  return [...resourceKinds.values()].filter((one) => one.system.name === system);
}

/** How a grant gives the one that was asked for. A wide name says nothing of other systems' grants. */
function wayTo(
  { grant, drift }: Held,
  { grants }: Holding,
  kinds: readonly ResourceKind[],
  asked: string | undefined,
): "held" | "surely" | "perhaps" | undefined {
  if (asked === undefined || grant === asked) return "held";
  const all = grants.filter((one) => one.drift !== "lost").map((one) => one.grant);
  const knowing = kinds.filter(({ names }) => names?.isName(asked) === true || all.includes(asked));
  if (knowing.some(({ covers }) => covers(grant, asked))) return "surely";
  const ways = knowing.map(({ givesToo }) => givesToo?.(grant, asked, all));
  if (ways.includes("surely")) return "surely";
  // Who has it anyway, or does not have this any more, is in no doubt.
  return ways.includes("perhaps") && drift !== "lost" && !all.includes(asked) ? "perhaps" : undefined;
}

function rowOf(held: Held, holding: Holding, kinds: readonly ResourceKind[], question: Question): Row[] {
  const { name, urn, system, connection, subject, owners, outputs } = holding;
  const { grant, seen, drift } = held;
  const covers = (wider: string, narrower: string) => kinds.some((kind) => kind.covers(wider, narrower));
  const end = endOf({ args: outputs, covers }, grant);
  if (question.endsBefore !== undefined && (end === undefined || end.at > question.endsBefore)) return [];
  const person = personIn(holding, grant, kinds);
  const [owner] = owners;
  const asked = question.grant ?? grant;
  return [
    {
      ...(person === undefined ? {} : { person }),
      ...{ name, urn },
      ...(owner === undefined ? {} : { owner: `${owner.type} ${owner.name}` }),
      ...{ system, connection, subject, grant: asked },
      ...(asked === grant ? {} : { through: grant }),
      ...(end === undefined ? {} : { until: end.words }),
      ...(end !== undefined && end.at <= question.now ? { ended: true } : {}),
      seen,
      ...(drift === undefined ? {} : { drift }),
    },
  ];
}

/** Whom a grant names, else the address by which the subject goes. */
function personIn({ texts }: Holding, grant: string, kinds: readonly ResourceKind[]): string | undefined {
  const named = kinds.map(({ holderIn }) => holderIn?.(grant).who).find((who) => who !== undefined);
  const address = texts.find((text) => /^[^\s@]+@[^\s@]+$/.test(text));
  return named ?? (address === undefined ? undefined : canonicalAddress(address));
}
