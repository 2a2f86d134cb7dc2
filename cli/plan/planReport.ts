import type { Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import type { Forecast, Forecaster, ForeseenSubject, Heir } from "../../provider/lifecycle/forecaster.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { systemOf, whyForeign } from "../engineOutput.js";
import { nameIn, typeIn } from "../report/nameIn.js";
import type { Preview, PreviewStep } from "./preview.js";
import { type PlannedSubject, type PlanReport, type Status, summaryOf } from "./report.js";

/** A resource that the program keeps or makes, with what is known of whom it speaks for. */
interface Arrival {
  readonly step: PreviewStep;
  readonly planned: PlannedSubject;
  readonly key: readonly string[];
}

/** Foretells what a run would make of everybody's live access. Reads, and writes nothing. */
export async function planReport(
  { stack, steps }: Preview,
  context: Context,
  onProgress: (done: number) => void = () => undefined,
): Promise<PlanReport> {
  const checkedAt = new Date(context.now()).toISOString();
  const forecasters = new Map([...resourceKinds].map(([path, { forecaster }]) => [path, forecaster(context)]));
  let done = 0;
  const counted = async <Result>(running: Promise<Result>): Promise<Result> => {
    const result = await running;
    done += 1;
    onProgress(done);
    return result;
  };
  // What is imported and then changed comes twice: what becomes of it is in the second step.
  const isChangedToo = ({ urn, operation }: PreviewStep) =>
    operation === "import" && steps.some((other) => other.urn === urn && other.operation !== "import");
  const own = steps.filter((step) => step.kind !== guard && !isChangedToo(step));
  // Whoever takes over from a resource that goes is made as declared, also where their own resource stays as it is.
  const given = new Set(own.filter(isLeaving).map(statedKey));
  const arrivals = await Promise.all(
    own
      .filter(isArriving)
      .map((step) =>
        counted(arrival(step, forecasters.get(step.kind), given.has(statedKey(step)) && !isLeaving(step))),
      ),
  );
  // Whom the program goes on with under another name must not be told to lose anything: so those who go come after those who come.
  const heirs = new Map(arrivals.flatMap(({ key, step }) => key.map((one) => [one, step])));
  const leaving = await Promise.all(
    own.filter(isLeaving).map((step) => counted(departure(step, forecasters.get(step.kind), heirs))),
  );
  const subjects = [...arrivals.map(({ planned }) => planned), ...leaving].sort(byUrgency);
  return { version: 1, stack, checkedAt, summary: summaryOf(subjects), subjects };
}

/** It has no access of its own. */
const guard = "access/AccessGuard";
const replacements = ["replace", "create-replacement", "delete-replaced"];

function isArriving({ operation, inputs }: PreviewStep): boolean {
  return inputs !== undefined && operation !== "delete" && operation !== "delete-replaced";
}

function isLeaving({ operation, before }: PreviewStep): boolean {
  return before !== undefined && ["delete", "replace", "delete-replaced"].includes(operation);
}

const statusOf: Readonly<Record<string, Status>> = {
  create: "new",
  import: "new",
  update: "changes",
  same: "unchanged",
};

/** What the state says of a subject's identity. */
function statedKey({ kind, before }: PreviewStep): string {
  return JSON.stringify([systemOf(kind), before?.outputs.connection, before?.id]);
}

async function arrival(step: PreviewStep, forecaster: Forecaster | undefined, takesOver: boolean): Promise<Arrival> {
  const { operation, inputs, before } = step;
  const asked = replacements.includes(operation) ? "replaced" : statusOf[operation];
  const status = takesOver && asked === "unchanged" ? "changes" : asked;
  const isNew = status === "new" || status === "replaced";
  const told = await foretold(step, forecaster, (known) => {
    if (status === undefined)
      throw new Error(
        `the preview wants to "${operation}" it, which this release cannot foretell: install the newest one`,
      );
    return known.arriving({ inputs, outputs: isNew ? undefined : before?.outputs }, status !== "unchanged");
  });
  const { address, forecast, planned } = told;
  const id = forecast !== undefined && "id" in forecast ? forecast.id : undefined;
  const key = id === undefined || address === undefined ? [] : [keyOf(step, address, id)];
  if (forecast === undefined || planned.status === "failed") return { step, planned, key };
  if (forecast.status === "foreseen") {
    const isIdle = planned.grants.length + planned.revokes.length === 0;
    return {
      step,
      key,
      planned: { ...planned, status: status === "changes" && isIdle ? "unchanged" : (status ?? "failed") },
    };
  }
  if (status !== "unchanged") return { step, planned: asFarAsKnown(planned, status), key };
  // Nothing is done, so nothing changes, whatever is there.
  const { error, ...rest } = planned;
  return { step, key, planned: { ...rest, status: "unchanged", ...(error === undefined ? {} : { remark: error }) } };
}

async function departure(
  step: PreviewStep,
  forecaster: Forecaster | undefined,
  heirs: ReadonlyMap<string, PreviewStep>,
): Promise<PlannedSubject> {
  const { before } = step;
  const status = replacements.includes(step.operation) ? "replaced" : "removed";
  const { planned, forecast } = await foretold(step, forecaster, (known) =>
    known.leaving(before?.outputs ?? {}, (address, ids) =>
      [before?.id ?? "", ...ids]
        .map((id) => heirIn(heirs.get(keyOf(step, address, id)), step))
        .find((heir) => heir !== undefined),
    ),
  );
  if (before?.isRetained) {
    const remark = "left as it is, because of retainOnDelete";
    const { error: _error, ...rest } = planned;
    return { ...rest, status, grants: [], revokes: [], losesEverything: false, remark };
  }
  if (forecast?.status === "gone") return { ...planned, status, remark: "is gone already" };
  return forecast?.status === "foreseen" ? { ...planned, status } : asFarAsKnown(planned, status);
}

/** What becomes of somebody whom nobody can read, in words: the status says only that. */
function asFarAsKnown(planned: PlannedSubject, status: Status | undefined): PlannedSubject {
  if (planned.status !== "unobservable") return planned;
  return {
    ...planned,
    remark: `is ${status === "changes" ? "changed" : status}; only what was last applied is known, and named`,
  };
}

function heirIn(heir: PreviewStep | undefined, { urn: leaving }: PreviewStep): Heir | undefined {
  if (heir?.inputs === undefined) return undefined;
  const { urn, inputs, before, operation } = heir;
  // A replacement is made anew: it knows what its own old resource knows, and nothing of another one.
  const knows = urn === leaving || !replacements.includes(operation);
  return { name: nameIn(urn), inputs, outputs: knows ? before?.outputs : undefined };
}

interface Told {
  readonly planned: PlannedSubject;
  readonly forecast?: Forecast;
  readonly address?: string;
}

/** What cannot be read or known is an entry that says so, never an exception. */
async function foretold(
  step: PreviewStep,
  forecaster: Forecaster | undefined,
  subjectIn: (forecaster: Forecaster) => ForeseenSubject | undefined,
): Promise<Told> {
  const { urn, kind, inputs, before, isMasked } = step;
  const system = systemOf(kind);
  const name = nameIn(urn);
  const type = typeIn(urn);
  const connection = [inputs, before?.outputs].map((all) => all?.connection).find((value) => typeof value === "string");
  const unknown: PlannedSubject = {
    ...{ name, urn, type, system, connection: typeof connection === "string" ? connection : "default", subject: name },
    ...{ status: "unknown", grants: [], revokes: [], losesEverything: false },
  };
  if (isMasked) {
    const error = "It has secret properties: print the preview with --show-secrets, or leave --preview out.";
    return { planned: { ...unknown, error } };
  }
  const foreign = whyForeign(kind);
  if (foreign !== undefined) {
    const status = step.operation === "same" ? "unchanged" : "unknown";
    return { planned: { ...unknown, status, ...(status === "unknown" ? { error: foreign } : { remark: foreign }) } };
  }
  let known = unknown;
  try {
    if (forecaster === undefined) {
      throw new Error(
        `This release of pulumi-permissions does not know ${kind}: install the one that the program uses.`,
      );
    }
    const subject = subjectIn(forecaster);
    if (subject === undefined)
      return { planned: { ...unknown, error: "Not all of its arguments are known before `pulumi up`." } };
    const until = Object.keys(subject.until).length > 0 ? { until: subject.until } : {};
    known = { ...unknown, connection: subject.connection, subject: subject.subject, ...until };
    const address = subject.address();
    const forecast = await subject.foresee();
    return { address, forecast, planned: { ...known, ...findings(forecast) } };
  } catch (error) {
    return { planned: { ...known, status: "failed", error: messageOf(error) } };
  }
}

function findings(forecast: Forecast): Partial<PlannedSubject> {
  if (forecast.status === "gone") return { status: "unchanged", remark: "is gone" };
  if (forecast.status === "unobservable") {
    const { why, plan } = forecast;
    return { status: "unobservable", grants: [...plan.grant], revokes: [...plan.revoke], error: why };
  }
  const { plan, held, left, remark } = forecast;
  return {
    grants: [...plan.grant],
    revokes: [...plan.revoke],
    losesEverything: held.length > 0 && left.length === 0,
    ...(remark === undefined ? {} : { remark }),
  };
}

function keyOf({ kind }: PreviewStep, address: string, id: string): string {
  return JSON.stringify([systemOf(kind), address, id]);
}

/** Who loses everything first, then who loses something, then who gains, then what cannot be told; by name among equals. */
function byUrgency(left: PlannedSubject, right: PlannedSubject): number {
  return urgency(left) - urgency(right) || left.name.localeCompare(right.name, "en", { numeric: true });
}

function urgency({ losesEverything, revokes, grants, status }: PlannedSubject): number {
  if (losesEverything) return 0;
  if (status === "failed") return 1;
  if (revokes.length > 0) return 2;
  if (grants.length > 0) return 3;
  return ["unknown", "unobservable"].includes(status) ? 4 : 5;
}
