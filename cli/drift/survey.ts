import type { Plan } from "../../provider/kernel/access.js";
import type { Context, Roster } from "../../provider/kernel/definition.js";
import type { Inspection, Inspector, Named } from "../../provider/kernel/inspector.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import type { StoredResource } from "./deployment.js";
import type { ReportedResource } from "./report.js";

/** A stored resource together with what was found of it. */
export interface Surveyed {
  readonly stored: StoredResource;
  /** Missing where this release does not know the kind. */
  readonly inspector: Inspector | undefined;
  readonly reported: ReportedResource;
  /** What a correction would do. */
  readonly plan?: Plan | undefined;
  readonly roster?: Roster | undefined;
  /** Identity of the subject in its system, as far as it is known. */
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

/** Looks at one subject; a correction is followed by another look. */
export async function surveyOne(stored: StoredResource, inspector: Inspector | undefined): Promise<Surveyed> {
  const { urn, type, kind } = stored;
  const common = { urn, type, system: kind.split("/")[0] ?? kind };
  const nothing = { gained: [], lost: [] };
  let named: Named = { connection: connectionIn(stored), subject: urn.split("::").at(-1) ?? urn };
  try {
    if (inspector === undefined) {
      throw new Error(
        `This release of pulumi-permissions does not know ${kind}: install the one that the program uses.`,
      );
    }
    named = inspector.name(stored.outputs);
    const found = await inspector.inspect(stored.outputs);
    const reported = { ...common, ...named, ...nothing, ...findings(found) };
    const compared = "plan" in found ? found : undefined;
    const ids = [stored.id, ...(compared ? [compared.id] : [])];
    const { plan, roster } = compared ?? {};
    return { stored, inspector, reported: withoutSecrets(reported, stored.secrets), plan, roster, ids };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const reported = { ...common, ...named, ...nothing, status: "failed", error: words } as const;
    return { stored, inspector, reported: withoutSecrets(reported, stored.secrets), ids: [stored.id] };
  }
}

function findings(found: Inspection): Pick<ReportedResource, "status" | "error" | "held"> & Partial<ReportedResource> {
  if (found.status === "gone") return { status: "gone" };
  if (found.status === "unobservable") return { status: "unobservable", error: found.why };
  return { status: found.status, gained: [...found.gained], lost: [...found.lost], held: [...found.held] };
}

function connectionIn({ outputs }: StoredResource): string {
  return typeof outputs.connection === "string" ? outputs.connection : "default";
}

export function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}

/** Takes out of a resource's words what the stack keeps secret. */
export function withoutSecrets(reported: ReportedResource, secrets: readonly string[]): ReportedResource {
  if (secrets.length === 0) return reported;
  const mask = (text: string) => masked(text, secrets);
  const all = (texts: readonly string[]) => texts.map(mask);
  const { subject, gained, lost, held, error, planned, corrected } = reported;
  return {
    ...reported,
    subject: mask(subject),
    gained: all(gained),
    lost: all(lost),
    ...(held ? { held: all(held) } : {}),
    ...(error ? { error: mask(error) } : {}),
    ...(planned ? { planned: { grant: all(planned.grant), revoke: all(planned.revoke) } } : {}),
    ...(corrected ? { corrected: { grant: all(corrected.grant), revoke: all(corrected.revoke) } } : {}),
  };
}
