import type { Properties } from "../../provider/arguments/arguments.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { isOwnError } from "../support/ownError.js";
import { newRun } from "../support/recording.js";
import { SeededRandom } from "../support/seededRandom.js";
import { kinds } from "./kinds.js";
import { randomFault } from "./randomFault.js";
import {
  allow,
  changeProgram,
  failureOfStep,
  nameOf,
  newResource,
  notAsDeclared,
  type Resource,
  widerThanAllowed,
} from "./stack.js";

const subjectsOfAKind = 6;
const faultsOfARound = 40;

export interface SoakOptions {
  /** Whether some requests are never answered, which takes its time. */
  readonly hangs?: boolean;
  /** Told how many operations have been done. */
  readonly tell?: (done: number, all: number) => void;
}

export interface SoakResult {
  /** All that was not as promised. */
  readonly problems: readonly string[];
  /** Operations that ended in an error of the package's own. */
  readonly failed: number;
  /** Requests that were to change something. */
  readonly writes: number;
}

/**
 * A stack whose program changes again and again while its systems fail: each round is a run of the engine that does something to
 * each resource, all at once. In the end nothing fails any more, and access must be exactly as declared. The seed decides what
 * is done and what goes wrong; which request meets which fault depends on their order of arrival too.
 */
export async function soak(
  seed: number,
  operations: number,
  { hangs = true, tell = () => undefined }: SoakOptions = {},
): Promise<SoakResult> {
  const random = new SeededRandom(seed);
  const sandbox = await startSandbox();
  const problems = new Set<string>();
  const note = (found: readonly string[]) => {
    for (const problem of found) problems.add(problem);
  };
  try {
    const resources = kinds.flatMap((kind) =>
      Array.from({ length: subjectsOfAKind }, (_, index) => newResource(kind, index, random, sandbox)),
    );
    sandbox.log.onArrival = () => note(resources.flatMap((resource) => widerThanAllowed(sandbox, resource)));
    let failed = 0;
    let writes = 0;
    for (let done = 0; done < operations; done += resources.length) {
      tell(done, operations);
      for (const resource of resources) changeProgram(random, sandbox, resource);
      for (let count = 0; count < faultsOfARound; count++) sandbox.faults.add(randomFault(random, hangs));
      const errors = await runAll(resources, sandbox, { RETRIES: 2, TIMEOUT: 2 });
      failed += errors.length;
      note(errors.filter(({ error }) => !isOwnError(error)).map(inWords));
      note(resources.flatMap((resource) => widerThanAllowed(sandbox, resource)));
      writes += sandbox.log.writes().length;
      sandbox.faults.clear();
      sandbox.log.clear();
    }
    for (const resource of resources) {
      resource.command = "up";
      allow(sandbox, resource);
    }
    note((await runAll(resources, sandbox, {})).map(inWords));
    note(resources.flatMap((resource) => notAsDeclared(sandbox, resource)));
    note(mishaps(sandbox));
    return { problems: [...problems], failed, writes };
  } finally {
    await sandbox.close();
  }
}

interface Failure {
  readonly resource: Resource;
  readonly error: unknown;
}

/** One run of the engine: what concerns different resources happens side by side. */
async function runAll(
  resources: readonly Resource[],
  sandbox: Sandbox,
  settings: Properties,
): Promise<readonly Failure[]> {
  const run = new Map(kinds.map((kind) => [kind, newRun(kind, sandbox, settings)]));
  const outcomes = resources.map(async (resource) => {
    const handlers = run.get(resource.kind) ?? newRun(resource.kind, sandbox, settings);
    return { resource, error: await failureOfStep(handlers, resource) };
  });
  return (await Promise.all(outcomes)).filter(({ error }) => error !== undefined);
}

function inWords({ resource, error }: Failure): string {
  return `${nameOf(resource)} fails with ${error}`;
}

/** What must never happen to a system. */
function mishaps({ bakeronline, spanel }: Sandbox): string[] {
  const addresses = [...(bakeronline.bakery.companies.get(15)?.values() ?? [])].map(({ user }) => user.email);
  return [
    ...addresses
      .filter((address, index) => addresses.indexOf(address) < index)
      .map((email) => `${email} has two entries`),
    ...spanel.server.incidents.map(({ what, username }) => `${username}: ${what}`),
  ];
}
