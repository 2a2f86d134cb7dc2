import type { Plan } from "../../provider/access/access.js";
import type { GrantSet } from "../../provider/access/grants.js";
import type { Roster } from "../../provider/contract/Client.js";
import type { Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import type { Inspection, Inspector, StoredSubject } from "../../provider/lifecycle/inspector.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { systemOf, whyForeign } from "../engineOutput.js";
import { nameIn } from "../report/nameIn.js";
import type { StoredResource } from "./deployment.js";
import type { ReportedResource } from "./report.js";

/** A stored resource together with what was found of it. */
export interface Surveyed {
  readonly stored: StoredResource;
  /** Missing where its state cannot be read. */
  readonly subject: StoredSubject | undefined;
  readonly reported: ReportedResource;
  /** What a correction would do. */
  readonly plan?: Plan | undefined;
  readonly roster?: Roster | undefined;
  /** What the subject has besides, which its resource leaves alone. */
  readonly others?: GrantSet | undefined;
  /** What tells the subject from all others, as far as it is known: where it lives, and its identities there. */
  readonly address: string;
  readonly ids: readonly string[];
}

/**
 * Compares every stored resource with live access, all at once: lists are shared and limits kept by the connections. What cannot
 * be read is a `failed` resource, never an exception.
 */
export async function survey(
  stored: readonly StoredResource[],
  context: Context,
  onProgress: (done: number) => void = () => undefined,
): Promise<readonly Surveyed[]> {
  const inspectors = new Map([...resourceKinds].map(([path, { inspector }]) => [path, inspector(context)]));
  let done = 0;
  return Promise.all(
    stored.map(async (resource) => {
      const result = await surveyOne(resource, inspectors.get(resource.kind));
      done += 1;
      onProgress(done);
      return result;
    }),
  );
}

async function surveyOne(stored: StoredResource, inspector: Inspector | undefined): Promise<Surveyed> {
  const { urn, kind, outputs } = stored;
  const foreign = whyForeign(kind);
  if (foreign !== undefined) {
    const connection = connectionIn(stored);
    const reported = {
      ...reportedAs(stored),
      connection,
      subject: nameIn(urn),
      status: "unobservable",
      error: foreign,
    } as const;
    return { stored, subject: undefined, reported, address: `connection ${connection}`, ids: [stored.id] };
  }
  try {
    if (inspector === undefined) {
      throw new Error(
        `This release of pulumi-permissions does not know ${kind}: install the one that the program uses.`,
      );
    }
    // With the settings of the stack it would be somebody else, on another account.
    if (stored.provider !== undefined) {
      throw new Error(
        `The program reaches it through its own provider "${stored.provider}", whose settings this command does not have, so it was not looked at. \`pulumi preview\` reads it.`,
      );
    }
    return await looked(stored, inspector(outputs));
  } catch (error) {
    const named = { connection: connectionIn(stored), subject: nameIn(urn) };
    return failed(stored, undefined, named, `connection ${named.connection}`, error);
  }
}

/** Looks at one subject; a correction is followed by another look. */
export async function looked(stored: StoredResource, subject: StoredSubject): Promise<Surveyed> {
  const until = Object.keys(subject.until).length > 0 ? { until: subject.until } : {};
  const { connection, subject: words, writtenAt: appliedAt } = subject;
  const named = { connection, subject: words, appliedAt, ...until };
  let address = `connection ${connectionIn(stored)}`;
  try {
    address = subject.address();
    const found = await subject.inspect();
    const reported = { ...reportedAs(stored), ...named, ...findings(found) };
    if (!("plan" in found)) return { stored, subject, reported, address, ids: [stored.id] };
    const { plan, roster, others, id } = found;
    return { stored, subject, reported, plan, roster, others, address, ids: [stored.id, id] };
  } catch (error) {
    return failed(stored, subject, named, address, error);
  }
}

function failed(
  stored: StoredResource,
  subject: StoredSubject | undefined,
  named: Pick<ReportedResource, "connection" | "subject" | "appliedAt" | "until">,
  address: string,
  error: unknown,
): Surveyed {
  const reported = { ...reportedAs(stored), ...named, status: "failed", error: messageOf(error) } as const;
  return { stored, subject, reported, address, ids: [stored.id] };
}

function reportedAs({ urn, type, kind }: StoredResource) {
  return { name: nameIn(urn), urn, type, system: systemOf(kind), gained: [], lost: [] };
}

/** One text for each identity of a subject: two resources that share one of them speak of the same subject. */
export function keysOf({ reported, address, ids }: Surveyed): string[] {
  return ids.map((id) => keyOf(reported.system, address, id));
}

export function keyOf(system: string, address: string, id: string): string {
  return JSON.stringify([system, address, id]);
}

function findings(found: Inspection): Pick<ReportedResource, "status" | "error" | "held"> & Partial<ReportedResource> {
  if (found.status === "gone") return { status: "gone" };
  if (found.status === "unobservable") {
    const { why, expired } = found;
    return { status: "unobservable", error: why, ...(expired.length > 0 ? { expired: [...expired] } : {}) };
  }
  const { status, gained, lost, held, doubt, expired } = found;
  const words = status === "drifted" && doubt !== undefined ? { error: `Maybe no drift: ${doubt}.` } : {};
  const over = expired.length > 0 ? { expired: [...expired] } : {};
  return { status, gained: [...gained], lost: [...lost], ...over, held: [...held], ...words };
}

function connectionIn({ outputs }: StoredResource): string {
  return typeof outputs.connection === "string" ? outputs.connection : "default";
}
