import ts from "typescript";
import { adopt, type Outcome, type Wish } from "../../cli/adopt/adopt.js";
import * as api from "../../provider/index.js";
import type { Sandbox } from "../../sandbox/index.js";
import { contextFor } from "./contextFor.js";

export const everywhere = { systems: [], connections: [], companies: [], accounts: [], contacts: [] };

/** The sandbox's variables, with those that let users of the VMS be read. */
export function readableEnv({ env, vms }: Sandbox): Record<string, string> {
  return { ...env, VMS_ADMIN_LOGIN: vms.adminLogin, VMS_ADMIN_PASSWORD: vms.adminPassword };
}

export function adopted(
  env: Readonly<Record<string, string>>,
  { scope, ...wish }: Partial<Omit<Wish, "scope">> & { readonly scope?: Partial<Wish["scope"]> } = {},
): Promise<Outcome> {
  return adopt(
    {
      ...{
        mode: "adopt",
        format: "typescript",
        file: "index.ts",
        matches: [],
        withRoles: false,
        managed: new Set(),
        onProgress: () => undefined,
      },
      ...wish,
      scope: { ...everywhere, ...scope },
    },
    contextFor(env),
  );
}

/** Runs a program as Node would, with this package. */
export function run(text: string): void {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const require = (name: string) => {
    if (name === "pulumi-permissions") return api;
    throw new Error(`the program asks for ${name}`);
  };
  new Function("require", "exports", outputText)(require, {});
}
