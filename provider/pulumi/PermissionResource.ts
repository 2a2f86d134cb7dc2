import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { providerKey, resourceKey } from "../arguments/reservedProperties.js";
import { providerText } from "./providerText.js";
import { requireReachable } from "./requireReachable.js";
import { limitsSoon, runRegister } from "./runRegister.js";

/** Names a resource class to the engine and to the package's exports. */
export interface ResourceKind {
  readonly system: string;
  readonly name: string;
}

/** A resource that exists is to be read into the state, which the engine cannot do with dynamic resources. */
export class ImportRefusedError extends pulumi.RunError {
  override readonly name = "ImportRefusedError";

  constructor(resource: string, option: string) {
    super(
      `${resource}: the option ${option} cannot be used, because Pulumi cannot import dynamic resources. Leave it out: ` +
        "`pulumi up` takes over the access that is there, and writes only where the program asks for something else.",
    );
  }
}

/**
 * @internal
 * @throws ImportRefusedError
 */
export function refuseImport(resource: string, { import: imported, id }: pulumi.CustomResourceOptions = {}): void {
  if (imported !== undefined) throw new ImportRefusedError(resource, "import");
  if (id !== undefined) throw new ImportRefusedError(resource, "id");
}

/** With this option the engine forgets a resource without a call to its provider: access would stay, and nobody would say so. */
function refuseDeletedWith(resource: string, { deletedWith }: pulumi.CustomResourceOptions = {}): void {
  if (deletedWith === undefined) return;
  throw new pulumi.RunError(
    `${resource}: the option deletedWith cannot be used, because Pulumi would forget the resource and leave its access in place. ` +
      'Leave it out, or say onDelete: "keep" if that is meant.',
  );
}

/**
 * Base of all resources: a dynamic resource whose provider is one constant line that loads the handlers by package name.
 * The line stands in every user's state, and refresh and destroy run it: it never changes.
 */
export abstract class PermissionResource extends pulumi.CustomResource {
  protected constructor(
    kind: ResourceKind,
    name: string,
    args: pulumi.Inputs,
    outputs: readonly string[],
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { system, name: className } = kind;
    refuseImport(`${className} "${name}"`, opts);
    refuseDeletedWith(`${className} "${name}"`, opts);
    requireReachable(`${system}/${className}`);
    const type = `pulumi-nodejs:dynamic/${system}:${className}`;
    const properties = {
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...args,
      // Whoever is declared twice is noticed where all that is registered arrives, after transformations and from whatever copy of this
      // package: in `check`, which the engine also calls twice for one resource that it replaces. The mark tells the two apart.
      [resourceKey]: { ...marked(name, runRegister().guard), limits: limitsSoon() },
      [providerKey]: providerText(system, className),
    };
    super(type, name, properties, opts);
    const isRetained = opts?.retainOnDelete ?? false;
    const given = Object.keys(args).filter((key) => args[key] !== undefined);
    runRegister().resources.push({ system, kind: className, name, resource: this, given, isRetained });
  }
}

/**
 * @internal Tells a resource from all others of its program on the way to `check`.
 *
 * @param guard name of the guard that was made before it, and should come last
 */
export function marked(name: string, guard: string | undefined): pulumi.Inputs {
  return { name, mark: randomUUID(), ...(guard === undefined ? {} : { guard }) };
}
