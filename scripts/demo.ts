import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify, styleText } from "node:util";
import { Command } from "commander";
import { startSandbox } from "../sandbox/index.js";
import { picture, wrapped } from "./demo/picture.js";
import { scenes, watched } from "./demo/scenes.js";
import { EngineRunError, EngineStack, type Run } from "./EngineStack.js";
import { ensureEngine } from "./engine.js";
import { exampleProject } from "./exampleProject.js";

/**
 * Tells, with the real engine against the sandbox, what the package is for: the quickstart in a folder of its own, run as a user runs
 * it. Every step is checked; one that is not true ends it.
 */
async function demo({ modules }: { readonly modules?: string }): Promise<void> {
  const command = await ensureEngine((text) => say(`engine: ${text}`));
  const sandbox = await startSandbox();
  for (const { setUp } of [...scenes, watched]) setUp(sandbox);
  const project = await exampleProject("quickstart", modules);
  const stack = await EngineStack.create({ command, program: { project: project.folder }, env: sandbox.env });
  const live = () => scenes.map((scene) => scene.live(sandbox).join(", "));
  const counted = (run: Run) => {
    print(run);
    const steps = Object.entries(run.changes).map(([step, count]) => `${count} ${step}`);
    note(`${steps.join(", ")}; ${sandbox.log.count()} requests`);
    sandbox.log.clear();
  };
  const cli = async (...args: readonly string[]) => {
    const main = require.resolve("../cli/main.js");
    const env = { ...process.env, ...stack.environment };
    const running = promisify(execFile)(process.execPath, [main, ...args, "--cwd", project.folder], { env });
    // Exit status 2 says that somebody's access changes.
    const { stdout } = await running.catch((error: { readonly code: unknown; readonly stdout: string }) => {
      if (error.code !== 2) throw error;
      return error;
    });
    for (const text of stdout.trimEnd().split("\n")) line(text);
    return stdout;
  };
  const asDeclared = () =>
    check(
      "access is exactly as declared",
      same(
        live(),
        scenes.map(({ declared }) => declared.join(", ")),
      ),
    );
  try {
    const people = scenes.length + 1;
    title("1", "pulumi-permissions adopt: who has access already, as a program that changes nothing");
    const adopted = await cli("adopt", "--contact", "14059", "--output", join(project.folder, "adopted.ts"));
    check(
      "everybody is written down, and nothing changes for them",
      adopted.includes(`${people} subjects: ${people} adopted`),
    );
    const written = await readFile(join(project.folder, "adopted.ts"), "utf8");
    check(
      "with what they have, and a guard at the end",
      ["canPlaceOrders: true", 'file: ["filemanager"]', "new AccessGuard("].every((text) => written.includes(text)),
    );
    sandbox.log.clear();

    title("2", "The program of this story: examples/quickstart/index.ts");
    for (const scene of scenes) {
      line(`${scene.subject}: ${scene.declared.join(", ")}`);
      note(`has now: ${scene.live(sandbox).join(", ") || "nothing"}`);
    }
    line(`${watched.subject}: ${watched.declared.join(", ")} (only watched)`);

    title("3", "pulumi preview: who gains what");
    const preview = await stack.preview();
    print(preview);
    for (const { subject, declared } of scenes) {
      const told = preview.notices.find((text) => text.includes(`(${subject}): is to have`)) ?? "";
      check(
        `it says what ${subject} gains`,
        declared.every((name) => told.includes(name)),
      );
    }
    check("no request was sent", sandbox.log.count() === 0);

    title("4", "pulumi-permissions plan: who loses what, by live access");
    const plan = await cli("plan");
    for (const { subject, declared, live: of } of scenes) {
      const taken = of(sandbox).filter((grant) => !declared.includes(grant));
      const told = blockOf(plan, subject);
      check(
        `it names what ${subject} loses`,
        taken.every((grant) => told.includes(`- ${grant}`)),
      );
    }
    sandbox.log.clear();

    title("5", "pulumi up: the take-over, with what it took");
    const before = scenes.map(({ live: of }) => of(sandbox));
    const first = await stack.up();
    counted(first);
    scenes.forEach(({ subject, declared }, index) => {
      const taken = (before[index] ?? []).filter((grant) => !declared.includes(grant));
      const told = first.notices.find((text) => text.includes(`(${subject}): granted`)) ?? "";
      check(
        `it says what ${subject} has lost`,
        taken.every((grant) => told.includes(grant)),
      );
    });
    asDeclared();

    title("6", "pulumi up again: nothing to do");
    const again = await stack.up();
    check("no change and no request", same(Object.keys(again.changes), ["same"]) && sandbox.log.count() === 0);
    counted(again);

    title("7", "Meanwhile, elsewhere");
    for (const { meddle } of [...scenes, watched]) {
      line(meddle.words);
      meddle.make(sandbox);
    }

    title("8", "pulumi refresh --preview-only --expect-no-changes: drift is found");
    const found = await expectDrift(stack.refresh({ previewOnly: true, expectNoChanges: true }));
    for (const notice of found) line(notice);
    sandbox.log.clear();
    for (const { subject, meddle } of scenes) {
      const told = found.find((text) => text.includes(`(${subject})`)) ?? "";
      const [gained = "", lost = ""] = told.split("; lost ");
      const isNamed =
        meddle.gained.every((name) => gained.includes(name)) && meddle.lost.every((name) => lost.includes(name));
      check(`named by grant for ${subject}`, told !== "" && isNamed);
    }
    check(
      `a stranger is named: ${watched.gained}`,
      found.some((text) => text.includes(watched.gained)),
    );
    line("the stranger's invitation is revoked in the dashboard, by hand");
    watched.revoke(sandbox);

    title("9", "pulumi up --refresh: corrected");
    counted(await stack.up({ refresh: true }));
    asDeclared();

    title("10", "A contractor's last day is over: the clock is turned to 2100");
    const ending = scenes.flatMap(({ ends, ...scene }) => (ends === undefined ? [] : [{ ...scene, ends }]));
    stack.turnClock("2100-01-01T00:00:00Z");
    const ended = await stack.up();
    counted(ended);
    for (const { subject, declared, ends, live: of } of ending) {
      const stays = declared.filter((grant) => grant !== ends.grant);
      check(`${ends.grant} of ${subject} is gone, though the program is as before`, same(of(sandbox), stays));
    }
    stack.turnClock();

    title("11", "A merge empties the program by mistake");
    const held = live();
    await project.empty();
    sandbox.log.clear();
    line(refusalIn(await refused(stack.preview())));
    const unseen = refusalIn(await refused(stack.up()));
    check("the guard refuses, at preview and at pulumi up --skip-preview", unseen !== "");
    check("nobody has lost anything, and nothing was asked", sandbox.log.count() === 0);
    check("everybody has what they had", same(live(), held));

    title("12", "pulumi-permissions who: who has what, for whoever asks");
    const who = await cli("who", "--system", "bakeronline");
    check("it names them and what they have", who.includes("baker") && who.includes("newsletters"));
    check("no request was sent", sandbox.log.count() === 0);

    title("13", "pulumi state unprotect --all, pulumi destroy: nothing left behind, nobody deleted");
    await stack.unprotect();
    counted(await stack.destroy());
    check(
      "only what is meant to stay is there",
      same(
        live(),
        scenes.map(({ left }) => left.join(", ")),
      ),
    );
    const { deployment } = await stack.export();
    check("the state is empty", (deployment.resources ?? []).length === 0);
    say("");
    say(styleText("green", "All of it happened through the real Pulumi engine. Next: README.md, examples/"));
  } finally {
    await stack.remove();
    await project.remove();
    await sandbox.close();
  }
}

/** A step did not do what it says. */
class DemoError extends Error {
  override readonly name = "DemoError";
}

function check(claim: string, isTrue: boolean): void {
  if (!isTrue) throw new DemoError(`not true: ${claim}`);
  const [first = "", ...rest] = wrapped(`✓ ${claim}`, 3);
  say(first.replace("✓", styleText("green", "✓")));
  for (const part of rest) say(part);
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

async function expectDrift(running: Promise<Run>): Promise<readonly string[]> {
  const result = await running.catch((error: unknown) => {
    if (error instanceof EngineRunError) return error;
    throw error;
  });
  if (result instanceof EngineRunError) return result.notices.filter((text) => text.includes("has drifted"));
  throw new DemoError("the engine found no drift");
}

/** What a report says of one subject: its line, and those indented below it. */
function blockOf(report: string, subject: string): string {
  const lines = report.split("\n");
  const start = lines.findIndex((text) => text.includes(`(${subject})`));
  const end = lines.findIndex((text, index) => index > start && !text.startsWith(" "));
  return lines.slice(start, end).join("\n");
}

async function refused(running: Promise<Run>): Promise<EngineRunError> {
  const result = await running.catch((error: unknown) => {
    if (error instanceof EngineRunError) return error;
    throw error;
  });
  if (result instanceof EngineRunError) return result;
  throw new DemoError("nobody refused");
}

/** The engine's own words about the guard. */
function refusalIn({ output }: EngineRunError): string {
  const [words = ""] =
    /resource "[^"]*AccessGuard[^"]*" cannot be deleted\s+because it is protected/.exec(output) ?? [];
  if (words === "") throw new DemoError("it failed for another reason than the guard");
  return words.replaceAll(/\s+/g, " ");
}

function print(run: Run): void {
  for (const notice of run.notices) line(notice);
}

function title(number: string, text: string): void {
  const [first = "", ...rest] = wrapped(`${number}. ${text}`, 0);
  say(`\n${styleText("bold", first)}`);
  for (const part of rest) say(styleText("bold", part));
}

function line(text: string): void {
  const indent = text.length - text.trimStart().length;
  for (const part of wrapped(text.trimStart(), 3 + indent)) say(part);
}

function note(text: string): void {
  for (const part of wrapped(text, 3)) say(styleText("dim", part));
}

/** What was printed so far. */
const printed: string[] = [];

function say(text: string): void {
  printed.push(text);
  process.stdout.write(`${text}\n`);
}

const shown = ["pulumi-permissions plan", "pulumi refresh --preview-only"];

new Command("demo")
  .option("--picture <file>", "write what the README shows, as an SVG picture")
  .option("--modules <folder>", "the node_modules that the program is run with; default: this repository's")
  .action((options: { readonly modules?: string; readonly picture?: string }) =>
    demo(options)
      .then(async () => {
        if (options.picture !== undefined) await writeFile(options.picture, picture(printed.join("\n"), shown));
      })
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`\n${styleText("red", "demo failed:")} ${message}\n`);
        process.exitCode = 1;
      }),
  )
  .parse();
