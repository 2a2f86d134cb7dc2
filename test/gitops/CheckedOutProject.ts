import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import manifest from "../../package.json";
import type { Sandbox } from "../../sandbox/index.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import { contextFor } from "../support/contextFor.js";
import { created } from "../support/deploymentOf.js";
import { installPacked } from "../support/packedPackage.js";

export interface StepResult {
  readonly status: number;
  readonly output: string;
}

/** A stand-in for the Pulumi CLI: a stack whose state is a file, and that notes how it was called. */
const pulumi = `#!/bin/sh
echo "$*" >>calls.txt
case "$1 $2" in
  "stack export") cat state.json ;;
  "stack history") echo '[{"kind":"update","result":"succeeded"}]' ;;
  "config --show-secrets") echo '{}' ;;
  "whoami --json") echo '{"url":"file:///nowhere"}' ;;
  "preview --stack") cat previewed.json && exit "\${PREVIEW_STATUS:-0}" ;;
  "up --stack") exit "\${UP_STATUS:-0}" ;;
  *) exit 9 ;;
esac
`;

/** The packed package, installed once for all projects of a suite. */
let installed: Promise<string> | undefined;

async function install(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-installed-"));
  await installPacked(folder, [...Object.keys(manifest.dependencies), "@pulumi/pulumi"]);
  return folder;
}

/** What npm makes of the package's `bin`. */
function commandIn(folder: string): string {
  const main = join(folder, "node_modules", "pulumi-permissions", manifest.bin["pulumi-permissions"]);
  return `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`;
}

/** What the command said of one state of affairs. */
interface Said {
  readonly status: string;
  readonly files: Readonly<Record<string, string>>;
}

const files = ["drift.md", "drift.html", "drift.log"];
const said = new Map<string, Said>();

/** A folder as a pipeline's runner has it: the program's repository with the example's scripts, after \`npm ci\`. */
export class CheckedOutProject {
  private constructor(
    readonly folder: string,
    private readonly sandbox: Sandbox,
    private readonly command: string,
  ) {}

  /** Its stack has one contact, which is in sync. */
  static async make(sandbox: Sandbox): Promise<CheckedOutProject> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-gitops-"));
    const command = join(folder, "node_modules/.bin/pulumi-permissions");
    await mkdir(join(folder, "bin"));
    await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
    await cp("examples/gitops/ci", join(folder, "ci"), { recursive: true });
    await cp("examples/gitops/systemd/check.sh", join(folder, "check.sh"));
    await writeFile(join(folder, "package.json"), "{}");
    installed ??= install();
    const real = commandIn(await installed);
    await writeFile(command, real);
    await writeFile(join(folder, "bin/pulumi"), pulumi);
    await Promise.all([command, join(folder, "bin/pulumi")].map((file) => chmod(file, 0o755)));

    contactPermissions.setUp(sandbox);
    const resource = await created(contactPermissions, contextFor(sandbox.env), contactPermissions.args);
    const { urn, type, id, outputs } = resource;
    const __provider = 'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")';
    const state = { version: 3, deployment: { resources: [{ urn, type, id, outputs: { ...outputs, __provider } }] } };
    await writeFile(join(folder, "state.json"), JSON.stringify(state));
    return new CheckedOutProject(folder, sandbox, real);
  }

  /** Takes the installed package away, once no project of the suite needs it. */
  static async uninstall(): Promise<void> {
    if (installed) await rm(await installed, { recursive: true });
    installed = undefined;
  }

  /** The contact as the stack's state has it. */
  async stored(): Promise<{ readonly id?: string; readonly outputs: Readonly<Record<string, unknown>> }> {
    const state: { deployment: { resources: [{ id: string; outputs: Record<string, unknown> }] } } = JSON.parse(
      (await this.text("state.json")) ?? "",
    );
    return state.deployment.resources[0];
  }

  drift(): void {
    contactPermissions.drift?.make(this.sandbox);
  }

  /**
   * From now on the command says again what it said last, without looking: for a story that is about what a pipeline makes of a report,
   * not about the report.
   */
  async replay(): Promise<void> {
    const status = (await this.text("drift.status"))?.trim();
    await cp(join(this.folder, "drift.md"), join(this.folder, "replayed.md"));
    await cp(join(this.folder, "drift.html"), join(this.folder, "replayed.html"));
    const replaying = `#!/bin/sh\ncp replayed.md drift.md\ncp replayed.html drift.html\nexit ${status}\n`;
    await this.write("node_modules/.bin/pulumi-permissions", replaying);
  }

  live(): readonly string[] {
    return contactPermissions.live(this.sandbox);
  }

  /** Runs a step's script as the runner does: bash that stops at the first failure. */
  async run(script: string, env: Readonly<Record<string, string>> = {}): Promise<StepResult> {
    const path = [join(this.folder, "bin"), process.env.PATH].join(delimiter);
    return new Promise((done) => {
      const options = {
        cwd: this.folder,
        env: { ...process.env, ...this.sandbox.env, STACK: "company/access/dev", PATH: path, ...env },
      };
      const step = execFile("bash", ["-e", "-o", "pipefail", "-c", script], options, (_error, stdout, stderr) =>
        done({ status: step.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }

  /**
   * As {@link run}, for a script that only looks: where the command has been asked about the very same before, by whatever pipeline, it
   * says what it said then. Starting it is most of the time that a pipeline's step takes.
   */
  async look(script: string, env: Readonly<Record<string, string>>): Promise<StepResult> {
    const command = "node_modules/.bin/pulumi-permissions";
    const isReal = (await this.text(command)) === this.command;
    const key = JSON.stringify([
      this.live(),
      env.HOSTUP_API_KEY,
      (await this.text("state.json"))?.includes('"resources"'),
    ]);
    const known = said.get(key);
    if (!isReal) return this.run(script, env);
    if (known === undefined) {
      const result = await this.run(script, env);
      const texts = await Promise.all(files.map(async (file) => [file, await this.text(file)] as const));
      const written = Object.fromEntries(texts.flatMap(([file, text]) => (text === undefined ? [] : [[file, text]])));
      said.set(key, { status: (await this.text("drift.status"))?.trim() ?? "1", files: written });
      return result;
    }
    for (const [file, text] of Object.entries(known.files)) await this.write(`said-${file}`, text);
    const copies = Object.keys(known.files).filter((file) => file !== "drift.log");
    const log = "drift.log" in known.files ? "cat said-drift.log >&2\n" : "";
    const lines = copies.map((file) => `cp said-${file} ${file}\n`).join("");
    await this.write(command, `#!/bin/sh\n${lines}${log}exit ${known.status}\n`);
    const result = await this.run(script, env);
    await this.write(command, this.command);
    return result;
  }

  async text(file: string): Promise<string | undefined> {
    return readFile(join(this.folder, file), "utf8").catch(() => undefined);
  }

  async write(file: string, words: string): Promise<void> {
    await writeFile(join(this.folder, file), words);
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.folder, file));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}
