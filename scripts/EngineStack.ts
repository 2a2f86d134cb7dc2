import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
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
} from "@pulumi/pulumi/automation/index.js";
import { upperSnake } from "../provider/connections/namedConnections.js";
import { systems } from "../provider/systems/systems.js";

export interface EngineStackOptions {
  readonly command: PulumiCommand;
  readonly program: PulumiFn;
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
  /** How often it was tried: more than once where the engine lost the program. */
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

/** Without secrets the summary of an update is read in a fraction of a second. */
const quick = { showSecrets: false };

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

/** A stack with a file backend of its own in a temporary folder, driven by the real engine, its program running in this process. */
export class EngineStack {
  #program: PulumiFn;
  #made = 0;

  private constructor(
    readonly stack: Stack,
    readonly folder: string,
    program: PulumiFn,
  ) {
    this.#program = program;
  }

  static async create({ command, program, env, config = {} }: EngineStackOptions): Promise<EngineStack> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-stack-"));
    for (const name of ["state", "home", "work"]) await mkdir(join(folder, name));
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", projectName: "pulumi-permissions", program: async () => undefined },
      {
        pulumiCommand: command,
        pulumiHome: join(folder, "home"),
        workDir: join(folder, "work"),
        envVars: {
          PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
          PULUMI_CONFIG_PASSPHRASE: "only for tests",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          ...withoutOwnConnections(),
          ...env,
        },
      },
    );
    if (Object.keys(config).length > 0) await stack.setAllConfig(config);
    // Nobody here needs the outputs, and reading them starts the CLI twice more after every update.
    stack.outputs = async () => ({});
    const engine = new EngineStack(stack, folder, program);
    stack.workspace.program = () => engine.#run();
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

  preview(options: { readonly refresh?: boolean } = {}): Promise<Run> {
    return this.#reliably(async (listeners) => {
      const { changeSummary } = await this.stack.preview({ ...options, ...listeners });
      return { changes: changeSummary };
    });
  }

  up(options: { readonly refresh?: boolean } = {}): Promise<Run> {
    return this.#reliably(async (listeners) => {
      const { summary } = await this.stack.up({ ...options, ...quick, ...listeners });
      return { changes: summary.resourceChanges ?? {} };
    });
  }

  /** `pulumi refresh`; with `previewOnly` nothing is written. */
  async refresh(
    options: {
      readonly previewOnly?: boolean;
      readonly expectNoChanges?: boolean;
      readonly clearPendingCreates?: boolean;
    } = {},
  ): Promise<Run> {
    return this.#once(async (listeners) => {
      if (options.previewOnly) {
        const { changeSummary } = await this.stack.previewRefresh({ ...options, ...listeners });
        return { changes: changeSummary };
      }
      const { summary } = await this.stack.refresh({ ...options, ...quick, ...listeners });
      return { changes: summary.resourceChanges ?? {} };
    });
  }

  async destroy(): Promise<Run> {
    return this.#once(async (listeners) => {
      const { summary } = await this.stack.destroy({ ...quick, ...listeners });
      return { changes: summary.resourceChanges ?? {} };
    });
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

  async #run(): Promise<Record<string, unknown> | undefined> {
    this.#made = 0;
    pulumi.runtime.registerStackTransformation(() => {
      this.#made += 1;
      return undefined;
    });
    const result: unknown = await this.#program();
    return typeof result === "object" && result !== null ? { ...result } : undefined;
  }

  /**
   * On a busy machine about one inline run in a hundred loses its connection to the engine and reports success without
   * having registered what the program made (seen with the Automation API 3.248.0). Such a run is done again.
   */
  async #reliably(run: (listeners: Listeners) => Promise<Pick<Run, "changes">>): Promise<Run> {
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

  async #once(run: (listeners: Listeners) => Promise<Pick<Run, "changes">>): Promise<Run> {
    let output = "";
    const notices: string[] = [];
    try {
      const result = await run({
        onOutput: (text) => {
          output += text;
        },
        onEvent: ({ diagnosticEvent: told }) => {
          const text = told?.message.trim() ?? "";
          if (told && shownSeverities.has(told.severity) && text !== "" && !notices.includes(text)) notices.push(text);
        },
      });
      return { ...result, output, notices, attempts: 1 };
    } catch (error) {
      throw new EngineRunError(`${output}\n${error instanceof Error ? error.message : String(error)}`, notices);
    }
  }
}
