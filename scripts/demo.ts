import { styleText } from "node:util";
import { Command } from "commander";
import { startSandbox } from "../sandbox/index.js";
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
  const asDeclared = () =>
    check(
      "access is exactly as declared",
      same(
        live(),
        scenes.map(({ declared }) => declared.join(", ")),
      ),
    );
  try {
    title("1", "Declared in examples/quickstart/index.ts");
    for (const scene of scenes) {
      line(`${scene.subject}: ${scene.declared.join(", ")}`);
      note(`has now: ${scene.live(sandbox).join(", ") || "nothing"}`);
    }
    line(`${watched.subject}: ${watched.declared.join(", ")} (only watched)`);

    title("2", "pulumi preview: who gains what");
    const preview = await stack.preview();
    print(preview);
    for (const { subject, declared } of scenes) {
      const told = preview.notices.find((text) => text.startsWith(`${subject}: is to have`)) ?? "";
      check(
        `it says what ${subject} gains`,
        declared.every((name) => told.includes(name)),
      );
    }
    check("no request was sent", sandbox.log.count() === 0);

    title("3", "pulumi up");
    counted(await stack.up());
    asDeclared();

    title("4", "pulumi up again: nothing to do");
    const again = await stack.up();
    check("no change and no request", same(Object.keys(again.changes), ["same"]) && sandbox.log.count() === 0);
    counted(again);

    title("5", "Meanwhile, elsewhere");
    for (const { meddle } of [...scenes, watched]) {
      line(meddle.words);
      meddle.make(sandbox);
    }

    title("6", "pulumi refresh --preview-only --expect-no-changes: drift is found");
    const found = await expectDrift(stack.refresh({ previewOnly: true, expectNoChanges: true }));
    for (const notice of found) line(notice);
    sandbox.log.clear();
    for (const { subject, meddle } of scenes) {
      const told = found.find((text) => text.startsWith(subject)) ?? "";
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

    title("7", "pulumi up --refresh: corrected");
    counted(await stack.up({ refresh: true }));
    asDeclared();

    title("8", "pulumi destroy: nothing left behind, nobody deleted");
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
  say(`   ${styleText("green", "✓")} ${claim}`);
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

function print(run: Run): void {
  for (const notice of run.notices) line(notice);
}

function title(number: string, text: string): void {
  say(`\n${styleText("bold", `${number}. ${text}`)}`);
}

function line(text: string): void {
  say(`   ${text}`);
}

function note(text: string): void {
  say(`   ${styleText("dim", text)}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

new Command("demo")
  .option("--modules <folder>", "the node_modules that the program is run with; default: this repository's")
  .action((options: { readonly modules?: string }) =>
    demo(options).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      process.stderr.write(`\n${styleText("red", "demo failed:")} ${message}\n`);
      process.exitCode = 1;
    }),
  )
  .parse();
