import { parse } from "csv-parse/sync";
import { z } from "zod";
import { canonicalAddress } from "../../provider/arguments/address.js";
import { messageOf } from "../../provider/errors.js";
import { UsageError } from "../UsageError.js";

/** A subject, as far as it takes to know who it is. */
export interface Known {
  /** What the program calls its resource; no two have one. */
  readonly name: string;
  readonly system: string;
  readonly id: string;
  readonly subject: string;
  /** The words that name it, such as a login. */
  readonly names: readonly string[];
}

/** Who somebody is, said by a person. */
export interface Match {
  readonly person: string;
  readonly system: string;
  readonly subject: string;
}

const rowsSchema = z.array(
  z.object({ person: z.string().min(1), system: z.string().min(1), subject: z.string().min(1) }),
);
const header = "person,system,subject";

/**
 * Reads `--match`.
 *
 * @throws UsageError
 */
export function parseMatches(file: string, text: string, systems: readonly string[]): readonly Match[] {
  let rows: unknown;
  try {
    // Excel writes semicolons where a comma is the decimal sign.
    const delimiter = /^[^\r\n,]*;/.test(text) ? ";" : ",";
    rows = parse(text, { bom: true, columns: true, delimiter, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw new UsageError(`--match ${file} is no CSV file with the header ${header}: ${messageOf(error)}`);
  }
  const parsed = rowsSchema.safeParse(rows);
  if (!parsed.success)
    throw new UsageError(`--match ${file} must have the header ${header}, and something in each of its fields.`);
  const strange = parsed.data.find(({ system }) => !systems.includes(system));
  if (strange !== undefined) {
    throw new UsageError(`--match ${file} names the system "${strange.system}"; there are ${systems.join(", ")}.`);
  }
  return parsed.data;
}

export interface People {
  /** Who a subject is; nothing where nobody knows. */
  readonly personOf: (known: Known) => string | undefined;
  readonly notes: readonly string[];
}

/**
 * Who is who: what somebody has said, else one and the same e-mail address. Nothing else is ever taken for a sign, however alike names are.
 *
 * @throws UsageError where a row fits several
 */
export function peopleIn(all: readonly Known[], matches: readonly Match[]): People {
  const said = new Map<string, string>();
  const notes: string[] = [];
  for (const { person: written, system, subject } of matches) {
    const person = canonicalIfAddress(written);
    const meant = all.filter((known) => known.system === system && isCalled(known, subject));
    if (meant.length > 1) {
      const own = meant.map(({ name }) => name).join(", ");
      throw new UsageError(`--match: ${system} "${subject}" fits several subjects: write one of ${own}.`);
    }
    const [one] = meant;
    if (one === undefined) notes.push(`--match: ${system} "${subject}" is nobody who was read.`);
    else if (said.has(one.name) && said.get(one.name) !== person)
      throw new UsageError(
        `--match: ${system} "${subject}" is two people, ${said.get(one.name)} and ${person}: leave one of the two lines out.`,
      );
    else said.set(one.name, person);
  }
  const labelled = (known: Known) => said.get(known.name) ?? addressOf(known);
  const unmatched = all.filter((known) => labelled(known) === undefined).length;
  if (matches.length > 0 && unmatched > 0)
    notes.push(`--match names nobody for ${unmatched} of ${all.length} subjects.`);
  const counts = new Map<string, number>();
  for (const known of all) {
    const label = labelled(known);
    if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return {
    notes,
    personOf(known) {
      const label = labelled(known);
      // Whoever has one resource alone is named by that.
      return label !== undefined && (said.has(known.name) || (counts.get(label) ?? 0) > 1) ? label : undefined;
    },
  };
}

function isCalled({ name, id, subject, names }: Known, words: string): boolean {
  return [name, id, subject, names.at(-1)].includes(words);
}

function addressOf({ names }: Known): string | undefined {
  const address = names.find(isAddress);
  return address === undefined ? undefined : canonicalAddress(address);
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);
const canonicalIfAddress = (text: string): string => (isAddress(text) ? canonicalAddress(text) : text);
