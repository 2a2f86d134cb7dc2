import { isDeepStrictEqual } from "node:util";
import type { Context } from "../../provider/contract/Context.js";
import type { Proposal } from "../../provider/lifecycle/adopter.js";
import { UsageError } from "../UsageError.js";
import { type Candidate, candidatesIn, keyIn, type Scope } from "./candidates.js";
import { type Match, peopleIn } from "./people.js";
import { addTo } from "./program/addTo.js";
import type { Entry } from "./program/Entry.js";
import { type ReadProgram, readProgram } from "./program/readProgram.js";
import { resourceName } from "./program/resourceName.js";
import { writeProgram } from "./program/writeProgram.js";
import { type Proven, prove } from "./proofs.js";
import { type AdoptedSubject, type AdoptReport, reportOf } from "./report.js";

export interface Wish {
  readonly mode: AdoptReport["mode"];
  /** What messages call the program. */
  readonly file: string;
  /** The program that is there: it is added to, or compared. */
  readonly text?: string | undefined;
  readonly scope: Scope;
  readonly matches: readonly Match[];
  readonly withRoles: boolean;
  /** Keys of the subjects for which the stack has resources. */
  readonly managed: ReadonlySet<string>;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Outcome {
  readonly report: AdoptReport;
  /** What to write; nothing where there is nothing to write, or a list was not read to its end. */
  readonly text: string | undefined;
}

type Adoptable = Extract<Proposal, { status: "adoptable" }>;
interface Proposed {
  readonly candidate: Candidate;
  readonly proposal: Proposal;
}

/**
 * Puts live access into a program that changes nothing. Only what was proven stands in it: its arguments, read back from the text, plan to
 * nothing against live access. Reads, and writes nothing.
 *
 * @throws UsageError
 */
export async function adopt(wish: Wish, context: Context): Promise<Outcome> {
  const { mode, file, text, managed, matches } = wish;
  const checkedAt = new Date(context.now()).toISOString();
  const there = text === undefined ? undefined : readProgram(file, text);
  if (there !== undefined) requireClear(file, there);
  const [candidates, standing] = await Promise.all([
    candidatesIn(context, wish.scope),
    prove(there?.entries ?? [], context),
  ]);
  const unlisted = candidates.unlisted.map(
    ({ system, connection, why }): AdoptedSubject => ({ ...listOf(system, connection), status: "unreadable", why }),
  );
  const listed = standing.map((one) => (mode === "check" ? compared(one) : present(one, file)));
  if (candidates.failures.length > 0) {
    const cure = "Nothing was written: a list that was not read to its end may lack anybody.";
    const failures = candidates.failures.map(
      ({ system, connection, error }): AdoptedSubject => ({
        ...listOf(system, connection),
        status: "failed",
        why: error,
        cure,
      }),
    );
    return {
      report: reportOf(mode, checkedAt, [...failures, ...unlisted, ...listed], candidates.notes),
      text: undefined,
    };
  }
  // Whoever cannot be read in the file may be among those who seem new.
  if (mode === "add" && listed.some(({ status }) => status === "failed")) {
    return { report: reportOf(mode, checkedAt, [...unlisted, ...listed], candidates.notes), text: undefined };
  }
  const known = new Set([...managed, ...standing.flatMap(({ key }) => key ?? [])]);
  const isManaged = (candidate: Candidate, id: string) =>
    managed.has(keyIn(candidate, id)) ||
    managed.has(keyIn({ ...candidate, address: `connection ${candidate.connection}` }, id));
  const isKnown = (candidate: Candidate, id: string) => known.has(keyIn(candidate, id)) || isManaged(candidate, id);
  const proposed = await proposals(
    candidates.found.filter((candidate) => !isKnown(candidate, candidate.member.id)),
    wish.onProgress,
  );
  const fresh = proposed.filter(
    ({ candidate, proposal }) => proposal.status !== "adoptable" || !isKnown(candidate, proposal.id),
  );
  const skipped = [
    ...candidates.found
      .filter((candidate) => isManaged(candidate, candidate.member.id))
      .map((candidate) => ({ candidate, subject: candidate.member.name })),
    ...proposed.flatMap(({ candidate, proposal }) =>
      proposal.status === "adoptable" && isManaged(candidate, proposal.id)
        ? [{ candidate, subject: proposal.subject }]
        : [],
    ),
  ].map(({ candidate, subject }): AdoptedSubject => ({ ...placeOf(candidate), subject, status: "managed" }));
  const named = fresh.flatMap(({ candidate, proposal }) => {
    if (proposal.status !== "adoptable") return [];
    const name = nameFor(candidate, proposal);
    return [{ candidate, proposal, known: { ...proposal, name, system: candidate.system, names: wordsOf(proposal) } }];
  });
  const people = peopleIn(
    named.map(({ known }) => known),
    matches,
  );
  const drafts = new Map(
    named.map(({ candidate, proposal, known }) => {
      const entry: Entry = {
        ...proposal,
        kind: candidate.kind,
        name: known.name,
        person: people.personOf(known),
      };
      return [known.name, { candidate, entry }];
    }),
  );
  requireFree(file, there, [...drafts.keys()]);
  const compose = (entries: readonly Entry[]) =>
    there === undefined || text === undefined
      ? writeProgram(entries, { withRoles: wish.withRoles })
      : addTo(text, there, entries);
  const entries = [...drafts.values()].map(({ entry }) => entry);
  const proofs = new Map((await proven(file, compose(entries), entries, context)).map((one) => [one.entry.name, one]));
  const isProven = ({ name }: Entry) => isEmpty(proofs.get(name));
  const own = entries.filter(isProven);
  // Whoever was taken out changes what stands around them: what is written is read back as a whole.
  const final = own.length === entries.length ? compose(own) : await reread(file, compose(own), own, context);
  const subjects = [
    ...unlisted,
    ...listed,
    ...skipped,
    ...fresh.flatMap(({ candidate, proposal }) =>
      proposal.status === "adoptable" ? [] : [leftOut(candidate, proposal)],
    ),
    ...[...drafts.values()].map(({ candidate, entry }) => {
      const { name, subject, person, grants, concerns, remarks } = entry;
      const said = { ...placeOf(candidate), name, subject, grants, concerns, remarks, ...(person ? { person } : {}) };
      return isProven(entry)
        ? { ...said, status: mode === "check" ? ("new" as const) : ("adoptable" as const) }
        : { ...said, ...unproven(candidate, proofs.get(name)) };
    }),
  ];
  const notes = [...candidates.notes, ...people.notes, ...(mode === "check" ? newcomersNote(own) : [])];
  const isWritten = mode !== "check" && own.length > 0;
  return { report: reportOf(mode, checkedAt, subjects, notes), text: isWritten ? final : undefined };
}

async function proposals(
  candidates: readonly Candidate[],
  onProgress: (done: number, total: number) => void,
): Promise<readonly Proposed[]> {
  let done = 0;
  return Promise.all(
    candidates.map(async (candidate) => {
      const proposal = await candidate.adopter.propose(candidate.member, candidate.connection);
      done += 1;
      onProgress(done, candidates.length);
      return { candidate, proposal };
    }),
  );
}

/** What the text says of these resources, compared with live access; they must stand in it as they were meant. */
async function proven(
  file: string,
  text: string,
  entries: readonly Entry[],
  context: Context,
): Promise<readonly Proven[]> {
  const names = new Set(entries.map(({ name }) => name));
  const { entries: read, unclear } = readProgram(file, text);
  const own = read.filter(({ name }) => names.has(name));
  const meant = new Map(entries.map((entry) => [entry.name, entry]));
  const isMeant = own.every(({ name, kind, args }) => {
    const entry = meant.get(name);
    return entry?.kind === kind && isDeepStrictEqual(plain(entry.args), plain(args));
  });
  if (unclear.length > 0 || own.length !== entries.length || !isMeant)
    throw new Error("What was written does not read as it was meant. This is a defect: please report it.");
  return prove(own, context);
}

async function reread(file: string, text: string, entries: readonly Entry[], context: Context): Promise<string> {
  const proofs = await proven(file, text, entries, context);
  if (proofs.every(isEmpty)) return text;
  throw new UsageError("Access changed while it was read, so nothing was written. Run it again.");
}

function isEmpty(one: Proven | undefined): boolean {
  return one?.proof.status === "read" && one.proof.gained.length + one.proof.lost.length === 0;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function nameFor({ system, connection }: Candidate, proposal: Adoptable): string {
  const place = connection === "default" ? [system] : [system, connection];
  const words = wordsOf(proposal);
  return resourceName([...place, ...(words.length > 0 ? words : [proposal.id])]);
}

const wordsOf = ({ names }: Adoptable): readonly string[] => names.map(String);

/** @throws UsageError where the text alone does not tell who is in it */
function requireClear(file: string, { unclear }: ReadProgram): void {
  if (unclear.length === 0) return;
  const where = unclear.map(({ line, why }) => `line ${line}: ${why}`).join("; ");
  throw new UsageError(
    `${file} is no program that adopt can read, because its text alone does not tell who is in it (${where}). Compare it by \`pulumi-permissions plan\`.`,
  );
}

/** @throws UsageError where somebody has given a name of ours to something else */
function requireFree(file: string, there: ReadProgram | undefined, names: readonly string[]): void {
  const taken = new Set(there?.entries.map(({ name }) => name));
  const twice = names.find((name) => taken.has(name));
  if (twice === undefined) return;
  throw new UsageError(`${file} calls another resource "${twice}": give that another name first.`);
}

function placeOf({ system, connection, scope }: Candidate) {
  return { system, connection, scope, grants: [], concerns: [], remarks: [] };
}

function listOf(system: string, connection: string) {
  return { system, connection, subject: `lists of ${system}`, grants: [], concerns: [], remarks: [] };
}

function leftOut(candidate: Candidate, proposal: Exclude<Proposal, Adoptable>): AdoptedSubject {
  const { subject, status } = proposal;
  const place = { ...placeOf(candidate), subject, status };
  if (proposal.status === "not-adoptable") {
    const { grants, concerns, why, cure } = proposal;
    return { ...place, grants, concerns, why, cure };
  }
  return { ...place, why: proposal.status === "failed" ? proposal.error : proposal.why };
}

function unproven({ adopter }: Candidate, one: Proven | undefined): Pick<AdoptedSubject, "status" | "why" | "cure"> {
  const proof = one?.proof;
  if (proof === undefined || proof.status === "failed")
    return { status: "failed", why: proof?.error ?? "does not stand in what was written" };
  if (proof.status !== "read") return { status: "not-adoptable", why: proof.why, cure: adopter.cure };
  const parts = [
    ...(proof.gained.length > 0 ? [`revoke ${proof.gained.join(", ")}`] : []),
    ...(proof.lost.length > 0 ? [`grant ${proof.lost.join(", ")}`] : []),
  ];
  return { status: "not-adoptable", why: `\`pulumi up\` would ${parts.join(" and ")}`, cure: adopter.cure };
}

function standingAs({ entry, system, connection, proof }: Proven) {
  const grants = proof.status === "read" ? proof.grants : [];
  return { name: entry.name, system, connection, subject: proof.subject, grants, concerns: [], remarks: [] };
}

function present(one: Proven, file: string): AdoptedSubject {
  const { proof } = one;
  if (proof.status === "failed") return { ...standingAs(one), status: "failed", why: proof.error };
  if (proof.status === "refused")
    return { ...standingAs(one), status: "failed", why: `${file} says it wrongly: ${proof.why}` };
  return { ...standingAs(one), status: "present", ...("why" in proof ? { why: proof.why } : {}) };
}

function compared(one: Proven): AdoptedSubject {
  const { proof } = one;
  const said = standingAs(one);
  if (proof.status === "failed") return { ...said, status: "failed", why: proof.error };
  if (proof.status === "unreadable") return { ...said, status: "unreadable", why: proof.why };
  if (proof.status !== "read") return { ...said, status: "differs", why: proof.why };
  const { gained, lost } = proof;
  return { ...said, status: isEmpty(one) ? "agrees" : "differs", gained, lost };
}

function newcomersNote(entries: readonly Entry[]): string[] {
  return entries.length === 0 ? [] : ["Whoever is new is entered by --add."];
}
