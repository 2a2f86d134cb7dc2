import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  type ConfigMap,
  type Deployment,
  LocalWorkspace,
  type OpMap,
  type OutputMap,
  type PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";

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
  /** Steps by kind, such as `{ create: 2, same: 1 }`. */
  readonly changes: Readonly<OpMap>;
  readonly outputs: OutputMap;
}

/** The engine reported an error; `output` is all that it printed. */
export class EngineRunError extends Error {
  override readonly name = "EngineRunError";
  constructor(readonly output: string) {
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
          ...env,
        },
      },
    );
    await stack.setAllConfig(config);
    const engine = new EngineStack(stack, folder, program);
    stack.workspace.program = () => engine.#run();
    return engine;
  }

  set program(program: PulumiFn) {
    this.#program = program;
  }

  preview(options: { readonly refresh?: boolean } = {}): Promise<Run> {
    return this.#reliably(async (onOutput) => {
      const { changeSummary } = await this.stack.preview({ ...options, onOutput });
      return { changes: changeSummary, outputs: {} };
    });
  }

  up(options: { readonly refresh?: boolean } = {}): Promise<Run> {
    return this.#reliably(async (onOutput) => {
      const { summary, outputs } = await this.stack.up({ ...options, onOutput });
      return { changes: summary.resourceChanges ?? {}, outputs };
    });
  }

  /** `pulumi refresh`; with `previewOnly` nothing is written. */
  async refresh(options: { readonly previewOnly?: boolean; readonly expectNoChanges?: boolean } = {}): Promise<Run> {
    return this.#once(async (onOutput) => {
      if (options.previewOnly) {
        const { changeSummary } = await this.stack.previewRefresh({ ...options, onOutput });
        return { changes: changeSummary, outputs: {} };
      }
      const { summary } = await this.stack.refresh({ ...options, onOutput });
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    });
  }

  async destroy(): Promise<Run> {
    return this.#once(async (onOutput) => {
      const { summary } = await this.stack.destroy({ onOutput });
      return { changes: summary.resourceChanges ?? {}, outputs: {} };
    });
  }

  /** The state file as it stands on disk, secrets encrypted: what somebody who gets hold of it can read. */
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
  async #reliably(run: (onOutput: (text: string) => void) => Promise<Omit<Run, "output">>): Promise<Run> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.#once(run).catch((error: unknown) => {
        if (error instanceof EngineRunError && /14 UNAVAILABLE/.test(error.output) && attempt < 3) return undefined;
        throw error;
      });
      if (result === undefined) continue;
      const { delete: _gone, ...registered } = result.changes;
      const seen = Object.values(registered).reduce((sum, count) => sum + count, 0);
      if (seen >= this.#made + 1 || attempt === 3) return result;
    }
  }

  async #once(run: (onOutput: (text: string) => void) => Promise<Omit<Run, "output">>): Promise<Run> {
    let output = "";
    try {
      const result = await run((text) => {
        output += text;
      });
      return { ...result, output };
    } catch (error) {
      throw new EngineRunError(`${output}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
