import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { Sandbox } from "../../sandbox/index.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import { contextFor } from "../support/contextFor.js";
import { created } from "../support/deploymentOf.js";

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
  "preview --stack") echo "HostUp contact 14059: revokes canPlaceOrders" && exit "\${PREVIEW_STATUS:-0}" ;;
  "up --stack") exit "\${UP_STATUS:-0}" ;;
  *) exit 9 ;;
esac
`;

/** A folder as a pipeline's runner has it: the program's repository with the example's scripts, after \`npm ci\`. */
export class CheckedOutProject {
  private constructor(
    readonly folder: string,
    private readonly sandbox: Sandbox,
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
    await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${resolve("dist/cli/main.js")}" "$@"\n`);
    await writeFile(join(folder, "bin/pulumi"), pulumi);
    await Promise.all([command, join(folder, "bin/pulumi")].map((file) => chmod(file, 0o755)));

    contactPermissions.setUp(sandbox);
    const resource = await created(contactPermissions, contextFor(sandbox.env), contactPermissions.args);
    const { urn, type, id, outputs } = resource;
    const __provider = 'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")';
    const state = { version: 3, deployment: { resources: [{ urn, type, id, outputs: { ...outputs, __provider } }] } };
    await writeFile(join(folder, "state.json"), JSON.stringify(state));
    return new CheckedOutProject(folder, sandbox);
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
