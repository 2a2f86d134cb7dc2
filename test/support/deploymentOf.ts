import type { Deployment, StoredResource } from "../../cli/drift/deployment.js";
import type { Context } from "../../provider/contract/Context.js";
import type { Args, SystemCase } from "./cases/index.js";

/** Creates the case's resource as the engine would, and gives what the stack's state then holds. */
export async function created(
  { name, path, handlers }: SystemCase,
  context: Context,
  args: Args,
): Promise<StoredResource> {
  const made = handlers(context);
  const { id, outputs } = await made.create(made.check(args).inputs);
  const [system = "", kind = ""] = path.split("/");
  const type = `pulumi-nodejs:dynamic/${system}:${kind}`;
  return { urn: `urn:pulumi:dev::company::${type}::${name}`, type, id, kind: path, outputs, secrets: [] };
}

export function deploymentOf(resources: readonly StoredResource[]): Deployment {
  return { stack: "dev", project: "company", resources, pendingOperations: 0 };
}
