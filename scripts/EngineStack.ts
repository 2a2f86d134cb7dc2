import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import {
  type ConfigMap,
  type Deployment,
  type EngineEvent,
  LocalWorkspace,
  type OpMap,
  type PulumiCommand,
  type PulumiFn,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation/index.js";
import { upperSnake } from "../provider/connections/namedConnections.js";
import { systems } from "../provider/systems/systems.js";

export interface EngineStackOptions {
  readonly command: PulumiCommand;
  /** A function that runs in this process, or the folder of a project, which the language host runs as `pulumi` on a terminal does. */
  readonly program: PulumiFn | { readonly project: string };
  readonly env: Readonly<Record<string, string>>;
  readonly config?: ConfigMap;
}

/** What one run of the engine did. */
export interface Run {
  /** What the CLI printed, both streams together. */
  readonly output: string;
  /** What the provider and the program told the user. */
  readonly notices: readonly string[];
  /** Steps by kind, such as `{ create: 2, same: 1 }`. */
  readonly changes: Readonly<OpMap>;
  /** How often it was tried: more than once where the engine lost an inline program. */
  readonly attempts: number;
}

interface Listeners {
  readonly onOutput: (text: string) => void;
  readonly onEvent: (event: EngineEvent) => void;
}

/** What the CLI shows; the SDK's own debug lines are events too. */
const shownSeverities = new Set<string>(["info", "info#err", "warning", "error"]);

/** Settings of whoever runs this must not reach the stack: an empty variable counts as none. */
function withoutOwnConnections(): Record<string, string> {
  const prefixes = systems.map(({ name }) => `${upperSnake(name)}_`);
  const own = Object.keys(process.env).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  return Object.fromEntries(own.map((name) => [name, ""]));
}

/** The engine reported an error; `output` is all that it printed. */
export class EngineRunError extends Error {
  override readonly name = "EngineRunError";
  constructor(
    readonly output: string,
    readonly notices: readonly string[],
  ) {
    super(output);
  }
}

/** A stack with a file backend of its own in a temporary folder, driven by the real engine. */
export class EngineStack {
  #program: PulumiFn | undefined;
  /** Resources that the inline program has made in the run that is under way. */
  #made = 0;

  private constructor(
    readonly stack: Stack,
    readonly folder: string,
    program: PulumiFn | undefined,
  ) {
    this.#program = program;
  }

  static async create({ command, program, env, config = {} }: EngineStackOptions): Promise<EngineStack> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-stack-"));
    for (const name of ["state", "home", "work"]) await mkdir(join(folder, name));
    const isInline = typeof program === "function";
    const options = {
      pulumiCommand: command,
      pulumiHome: join(folder, "home"),
      envVars: {
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "only for tests",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...withoutOwnConnections(),
        ...env,
      },
    };
    const stack = await (isInline
      ? LocalWorkspace.createStack(
          { stackName: "dev", projectName: "pulumi-permissions", program: async () => undefined },
          { ...options, workDir: join(folder, "work") },
        )
      : LocalWorkspace.createStack({ stackName: "dev", workDir: program.project }, options));
    if (Object.keys(config).length > 0) await stack.setAllConfig(config);
    // Nobody here needs the outputs, and the events tell what was done: reading both would start the CLI twice more after every update.
    stack.outputs = async () => ({});
    stack.info = async () => undefined;
    const engine = new EngineStack(stack, folder, isInline ? program : undefined);
    if (isInline) stack.workspace.program = () => engine.#run(engine.#program ?? program);
    return engine;
  }

  /** In which the Pulumi CLI, and what calls it, finds this stack. */
  get environment(): Record<string, string> {
    const { envVars, pulumiHome = "", pulumiCommand } = this.stack.workspace;
    const path = `${dirname(pulumiCommand.command)}${delimiter}${process.env.PATH ?? ""}`;
    return { ...envVars, PULUMI_HOME: pulumiHome, PATH: path };
  }

  set program(program: PulumiFn) {
    this.#program = program;
  }

  /** Lets the providers of later runs, and commands that are run in {@link environment}, believe that it is `moment`; or the time that it is. */
  turnClock(moment?: string): void {
    const { workspace } = this.stack;
    const { NODE_OPTIONS: _turned, ...rest } = workspace.envVars ?? {};
    const turned = {
      NODE_OPTIONS: `--require ${join(dirname(require.resolve("pulumi-permissions/package.json")), "scripts", "turnedClock.cjs")}`,
      TURNED_CLOCK_MILLISECONDS: String(Date.parse(moment ?? "") - Date.now()),
    };
    workspace.envVars = moment === undefined ? rest : { ...rest, ...turned };
  }

  preview(options: { readonly refresh?: boolean } = {}): Promise<Run> {
    return this.#reliably((listeners) => this.stack.preview({ ...options, ...listeners }));
  }

  up(options: Partial<UpOptions> = {}): Promise<Run> {
    const run = (listeners: Listeners) => this.stack.up({ showSecrets: false, ...options, ...listeners });
    // What is left out of such a run is not counted among its steps.
    return options.target || options.exclude ? this.#once(run) : this.#reliably(run);
  }

  /** `pulumi refresh`; with `previewOnly` nothing is written. */
  refresh(
    options: {
      readonly previewOnly?: boolean;
      readonly expectNoChanges?: boolean;
      readonly clearPendingCreates?: boolean;
    } = {},
  ): Promise<Run> {
    const { previewOnly, ...rest } = options;
    return this.#once((listeners) =>
      previewOnly
        ? this.stack.previewRefresh({ ...rest, ...listeners })
        : this.stack.refresh({ ...rest, ...listeners }),
    );
  }

  destroy(): Promise<Run> {
    return this.#once((listeners) => this.stack.destroy(listeners));
  }

  /** A command of the CLI on the stack that the Automation API does not have, such as `state unprotect`. */
  async command(...args: readonly string[]): Promise<void> {
    const { pulumiCommand, workDir: cwd } = this.stack.workspace;
    const env = { ...process.env, ...this.environment };
    await promisify(execFile)(pulumiCommand.command, [...args, "--stack", "dev", "--non-interactive"], { cwd, env });
  }

  /** The first of the two steps that take a guarded stack down. */
  async unprotect(): Promise<void> {
    await this.command("state", "unprotect", "--all", "--yes");
  }

  /** `pulumi cancel`: takes the lock away that a killed engine has left behind. */
  async cancel(): Promise<void> {
    await this.stack.cancel();
  }

  /** The state, with secrets in the clear: the SDK asks for them. What stands on disk is in {@link folder}. */
  async export(): Promise<Deployment> {
    return this.stack.exportStack();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #run(program: PulumiFn): Promise<Record<string, unknown> | undefined> {
    this.#made = 0;
    pulumi.runtime.registerStackTransformation(() => {
      this.#made += 1;
      return undefined;
    });
    const result: unknown = await program();
    return typeof result === "object" && result !== null ? { ...result } : undefined;
  }

  /**
   * On a busy machine about one inline run in a hundred loses its connection to the engine and reports success without
   * having registered what the program made (seen with the Automation API 3.248.0). Such a run is done again.
   */
  async #reliably(run: (listeners: Listeners) => Promise<unknown>): Promise<Run> {
    if (this.#program === undefined) return this.#once(run);
    for (let attempt = 1; ; attempt++) {
      const result = await this.#once(run).catch((error: unknown) => {
        if (error instanceof EngineRunError && /14 UNAVAILABLE/.test(error.output) && attempt < 3) return undefined;
        throw error;
      });
      if (result === undefined) continue;
      const { delete: _gone, ...registered } = result.changes;
      const seen = Object.values(registered).reduce((sum, count) => sum + count, 0);
      if (seen >= this.#made + 1) return { ...result, attempts: attempt };
      if (attempt === 3)
        throw new EngineRunError(`${result.output}\nthe program's resources did not reach the engine`, []);
    }
  }

  async #once(run: (listeners: Listeners) => Promise<unknown>): Promise<Run> {
    let output = "";
    let changes: Run["changes"] = {};
    const notices: string[] = [];
    try {
      await run({
        onOutput: (text) => {
          output += text;
        },
        onEvent: ({ diagnosticEvent: told, summaryEvent: summary }) => {
          if (summary) changes = summary.resourceChanges;
          const text = told?.message.trim() ?? "";
          if (told && shownSeverities.has(told.severity) && text !== "" && !notices.includes(text)) notices.push(text);
        },
      });
      return { changes, output, notices, attempts: 1 };
    } catch (error) {
      throw new EngineRunError(`${output}\n${error instanceof Error ? error.message : String(error)}`, notices);
    }
  }
}
