import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { engineCache, exists } from "../../scripts/engine.js";
import { declared, nothing } from "./FlatDoor.js";

const run = promisify(execFile);

const openTofuModule = { module: "github.com/opentofu/opentofu", version: "v1.10.6", source: "./cmd/tofu" };
const provider = { repository: "https://github.com/Mastercard/terraform-provider-restapi", version: "v3.0.0" };

/**
 * The folder with OpenTofu and the generic restapi provider, built by Go; minutes, once. Each is built within its own source: OpenTofu's
 * `replace` keeps `go install` from it, and version 3 of the provider is no Go module by its path. What lies in the folder already is taken.
 */
export async function openTofu(say: (text: string) => void): Promise<string> {
  const versions = `opentofu-${openTofuModule.version}-restapi-${provider.version}`;
  const folder = join(dirname(dirname(engineCache())), "peers", versions);
  await mkdir(folder, { recursive: true });
  const { module, version, source } = openTofuModule;
  await built(join(folder, "tofu"), source, say, async (copy) => {
    const { stdout } = await run("go", ["mod", "download", "-json", `${module}@${version}`], { maxBuffer: 2 ** 26 });
    await cp(z.object({ Dir: z.string() }).parse(JSON.parse(stdout)).Dir, copy, { recursive: true });
    await run("chmod", ["-R", "u+w", copy]);
  });
  await built(join(folder, "terraform-provider-restapi"), ".", say, async (copy) => {
    await run("git", ["clone", "--quiet", "--depth", "1", "--branch", provider.version, provider.repository, copy]);
  });
  return folder;
}

async function built(
  binary: string,
  source: string,
  say: (text: string) => void,
  fetch: (copy: string) => Promise<void>,
): Promise<void> {
  if (await exists(binary)) return;
  say(`building ${binary} (minutes, once)`);
  const copy = await mkdtemp(join(tmpdir(), "pulumi-permissions-peer-"));
  try {
    await fetch(copy);
    const made = join(copy, "made-by-bench");
    const args = ["build", "-trimpath", "-ldflags", "-s -w", "-o", made, source];
    await run("go", args, { cwd: copy, maxBuffer: 2 ** 26 });
    await cp(made, `${binary}.new`);
    await rename(`${binary}.new`, binary);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** One workspace of it: as many objects as there are contacts, with their state in a file. */
export class Workspace {
  readonly #tools: string;
  readonly #folder: string;

  private constructor(tools: string, folder: string) {
    this.#tools = tools;
    this.#folder = folder;
  }

  static async create(tools: string, address: string, count: number): Promise<Workspace> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-tofu-"));
    await writeFile(
      join(folder, "tofu.rc"),
      `provider_installation {\n  dev_overrides {\n    "mastercard/restapi" = ${JSON.stringify(tools)}\n  }\n  direct {}\n}\n`,
    );
    await writeFile(join(folder, "main.tf"), program(address, count));
    return new Workspace(tools, folder);
  }

  apply(): Promise<number> {
    return this.#run("apply", "-auto-approve");
  }

  /** @returns 2 where something differs */
  plan(): Promise<number> {
    return this.#run("plan", "-detailed-exitcode");
  }

  destroy(): Promise<number> {
    return this.#run("destroy", "-auto-approve");
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(...args: string[]): Promise<number> {
    const env = { ...process.env, TF_CLI_CONFIG_FILE: join(this.#folder, "tofu.rc"), CHECKPOINT_DISABLE: "1" };
    const options = { cwd: this.#folder, env, maxBuffer: 2 ** 28 };
    const command = [...args, "-input=false", "-no-color"];
    try {
      await run(join(this.#tools, "tofu"), command, options);
      return 0;
    } catch (error) {
      const { code } = z.object({ code: z.unknown() }).parse(error);
      if (args[0] === "plan" && code === 2) return 2;
      throw error;
    }
  }
}

function program(address: string, count: number): string {
  const text = (value: object) => `jsonencode(jsondecode(${JSON.stringify(JSON.stringify(value))}))`;
  return `terraform {
  required_providers {
    restapi = { source = "mastercard/restapi" }
  }
}
provider "restapi" {
  uri                  = "${address}"
  create_method        = "PUT"
  destroy_method       = "PUT"
  write_returns_object = true
}
resource "restapi_object" "contact" {
  count        = ${count}
  path         = "/contacts"
  create_path  = "/contacts/\${count.index + 1}"
  object_id    = tostring(count.index + 1)
  data         = ${text(declared)}
  destroy_data = ${text(nothing)}
}
`;
}
