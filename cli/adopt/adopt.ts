import { isDeepStrictEqual } from "node:util";
import type { Context } from "../../provider/contract/Context.js";
import type { Proposal } from "../../provider/lifecycle/adopter.js";
import { UsageError } from "../UsageError.js";
import { type Candidate, type Candidates, candidatesIn, keyIn, type Scope } from "./candidates.js";
import { type Match, peopleIn } from "./people.js";
import { addTo } from "./program/addTo.js";
import type { Entry } from "./program/Entry.js";
import { type ReadProgram, readProgram } from "./program/readProgram.js";
import { resourceName } from "./program/resourceName.js";
import { writeProgram } from "./program/writeProgram.js";
import { readYaml, writeYaml } from "./program/yamlProgram.js";
import { type Proven, prove } from "./proofs.js";
import { type AdoptedSubject, type AdoptReport, reportOf } from "./report.js";

export interface Wish {
  readonly mode: AdoptReport["mode"];
  readonly format: "typescript" | "yaml";
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
interface Draft {
  readonly candidate: Candidate;
  readonly entry: Entry;
}
interface Language {
  readonly read: (file: string, text: string) => ReadProgram;
  readonly write: (entries: readonly Entry[], options: { readonly withRoles: boolean }) => string;
}

/** What a program can be written in: for dynamic resources, and for the native plugin. */
const languages: Readonly<Record<Wish["format"], Language>> = {
  typescript: { read: readProgram, write: writeProgram },
  yaml: { read: readYaml, write: writeYaml },
};

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
  const { mode, file, text } = wish;
  const checkedAt = new Date(context.now()).toISOString();
  const { read, write } = languages[wish.format];
  const there = text === undefined ? undefined : read(file, text);
  if (there !== undefined) requireClear(file, there);
  const [candidates, standing] = await Promise.all([
    candidatesIn(context, wish.scope),
    prove(there?.entries ?? [], context),
  ]);
  const unlisted = candidates.unlisted.map(
    ({ system, connection, why }): AdoptedSubject => ({ ...listOf(system, connection), status: "unreadable", why }),
  );
  const listed = [...unlisted, ...standing.map((one) => (mode === "check" ? compared(one) : present(one, file)))];
  // Whoever cannot be read in the file may be among those who seem new.
  if (candidates.failures.length > 0 || (mode === "add" && listed.some(({ status }) => status === "failed"))) {
    const subjects = [...candidates.failures.map(halfRead), ...listed];
    return { report: reportOf(mode, checkedAt, subjects, candidates.notes), text: undefined };
  }
  const { fresh, managed } = await newcomers(candidates.found, standing, wish);
  const { drafts, notes } = draftsOf(fresh, wish.matches);
  requireFree(file, there, drafts);
  const compose = (entries: readonly Entry[]) =>
    there === undefined || text === undefined
      ? write(entries, { withRoles: wish.withRoles })
      : addTo(text, there, entries);
  const entries = drafts.map(({ entry }) => entry);
  const proofs = new Map(
    (await proven(read, file, compose(entries), entries, context)).map((one) => [one.entry.name, one]),
  );
  const own = entries.filter(({ name }) => isEmpty(proofs.get(name)));
  // Whoever was taken out changes what stands around them: what is written is read back as a whole.
  const final = own.length === entries.length ? compose(own) : await reread(read, file, compose(own), own, context);
  const subjects = [
    ...listed,
    ...managed,
    ...fresh.flatMap(({ candidate, proposal }) =>
      proposal.status === "adoptable" ? [] : [leftOut(candidate, proposal)],
    ),
    ...drafts.map((draft) => judged(draft, proofs.get(draft.entry.name), mode)),
  ];
  const isNew = mode === "check" && own.length > 0;
  const all = [...candidates.notes, ...notes, ...(isNew ? ["Whoever is new is entered by --add."] : [])];
  const isWritten = mode !== "check" && own.length > 0;
  return { report: reportOf(mode, checkedAt, subjects, all), text: isWritten ? final : undefined };
}

/** Those of whom neither the file nor the stack speaks, with what they have, and those whom the stack manages. */
async function newcomers(
  found: readonly Candidate[],
  standing: readonly Proven[],
  { managed, onProgress }: Wish,
): Promise<{ readonly fresh: readonly Proposed[]; readonly managed: readonly AdoptedSubject[] }> {
  const present = new Set(standing.flatMap(({ key }) => key ?? []));
  const isManaged = (candidate: Candidate, id: string) =>
    // Of a connection that the stack's state names and that is configured no more, only the name is known.
    [candidate.address, `connection ${candidate.connection}`].some((address) =>
      managed.has(keyIn({ ...candidate, address }, id)),
    );
  const isPresent = (candidate: Candidate, id: string) => present.has(keyIn(candidate, id));
  const left = found.filter((one) => !isManaged(one, one.member.id) && !isPresent(one, one.member.id));
  const proposed = await proposals(left, onProgress);
  // A resource that speaks for everybody in a list has an id of its own.
  const idOf = ({ candidate, proposal }: Proposed) =>
    proposal.status === "adoptable" ? proposal.id : candidate.member.id;
  return {
    fresh: proposed.filter((one) => !isManaged(one.candidate, idOf(one)) && !isPresent(one.candidate, idOf(one))),
    managed: [
      ...found.filter((one) => isManaged(one, one.member.id)).map((one) => managedAs(one, one.member.name)),
      ...proposed
        .filter((one) => isManaged(one.candidate, idOf(one)))
        .map(({ candidate, proposal }) => managedAs(candidate, proposal.subject)),
    ],
  };
}

/** Names for those who can be adopted. */
function draftsOf(
  fresh: readonly Proposed[],
  matches: readonly Match[],
): { readonly drafts: readonly Draft[]; readonly notes: readonly string[] } {
  const named = fresh.flatMap(({ candidate, proposal }) => {
    if (proposal.status !== "adoptable") return [];
    const known = {
      ...proposal,
      name: nameFor(candidate, proposal),
      system: candidate.system,
      names: wordsOf(proposal),
    };
    return [{ candidate, proposal, known }];
  });
  if (new Set(named.map(({ known }) => known.name)).size < named.length)
    throw new Error("Two subjects were given one name. This is a defect: please report it.");
  const people = peopleIn(
    named.map(({ known }) => known),
    matches,
  );
  const drafts = named.map(({ candidate, proposal, known }): Draft => {
    const entry: Entry = { ...proposal, kind: candidate.kind, name: known.name, person: people.personOf(known) };
    return { candidate, entry };
  });
  return { drafts, notes: people.notes };
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
  read: Language["read"],
  file: string,
  text: string,
  entries: readonly Entry[],
  context: Context,
): Promise<readonly Proven[]> {
  const names = new Set(entries.map(({ name }) => name));
  const { entries: all, unclear } = read(file, text);
  const own = all.filter(({ name }) => names.has(name));
  const meant = new Map(entries.map((entry) => [entry.name, entry]));
  const isMeant = own.every(({ name, kind, args }) => {
    const entry = meant.get(name);
    return entry?.kind === kind && isDeepStrictEqual(plain(entry.args), plain(args));
  });
  if (unclear.length > 0 || own.length !== entries.length || !isMeant)
    throw new Error("What was written does not read as it was meant. This is a defect: please report it.");
  return prove(own, context);
}

async function reread(
  read: Language["read"],
  file: string,
  text: string,
  entries: readonly Entry[],
  context: Context,
): Promise<string> {
  const proofs = await proven(read, file, text, entries, context);
  if (proofs.every(isEmpty)) return text;
  throw new UsageError("Access changed while it was read, so nothing was written. Run it again.");
}

function isEmpty(one: Proven | undefined): boolean {
  return one?.proof.status === "read" && one.proof.gained.length + one.proof.lost.length === 0;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function nameFor({ system, connection }: Candidate, proposal: Adoptable): string {
  // With a sign of its own: a connection may be called like a kind, or an account.
  const place = connection === "default" ? system : `${system}@${connection}`;
  const words = wordsOf(proposal);
  return resourceName([place, ...(words.length > 0 ? words : [proposal.id])]);
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
function requireFree(file: string, there: ReadProgram | undefined, drafts: readonly Draft[]): void {
  const taken = new Set(there?.entries.map(({ name }) => name));
  const twice = drafts.map(({ entry }) => entry.name).find((name) => taken.has(name));
  if (twice === undefined) return;
  throw new UsageError(`${file} calls another resource "${twice}": give that another name first.`);
}

function placeOf({ system, connection, scope }: Candidate) {
  return { system, connection, scope, grants: [], concerns: [], remarks: [] };
}

function listOf(system: string, connection: string) {
  return { system, connection, subject: `lists of ${system}`, grants: [], concerns: [], remarks: [] };
}

function halfRead({ system, connection, error }: Candidates["failures"][number]): AdoptedSubject {
  const cure = "Nothing was written: a list that was not read to its end may lack anybody.";
  return { ...listOf(system, connection), status: "failed", why: error, cure };
}

function managedAs(candidate: Candidate, subject: string): AdoptedSubject {
  return { ...placeOf(candidate), subject, status: "managed" };
}

/** What became of somebody who could be adopted. */
function judged({ candidate, entry }: Draft, proof: Proven | undefined, mode: AdoptReport["mode"]): AdoptedSubject {
  const { name, subject, person, grants, concerns, remarks } = entry;
  const said = { ...placeOf(candidate), name, subject, grants, concerns, remarks, ...(person ? { person } : {}) };
  if (!isEmpty(proof)) return { ...said, ...unproven(candidate, proof) };
  return { ...said, status: mode === "check" ? "new" : "adoptable" };
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
