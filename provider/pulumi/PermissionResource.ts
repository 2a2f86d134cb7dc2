import { randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { providerKey, resourceKey } from "../arguments/reservedProperties.js";
import { NoTraces, outputIsMissing } from "./NoTraces.js";
import { modulePath, providerText, type ResourceKind } from "./providerText.js";
import { requireReachable } from "./requireReachable.js";
import { limitsSoon, runRegister } from "./runRegister.js";

/** What serves a resource class: Pulumi's host of dynamic resources, or the native plugin. */
export type Shell = "dynamic" | "native";

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
 * The line stands in every user's state, and refresh and destroy run it: it never changes. The classes of `pulumi-permissions/native` are served by
 * the native plugin instead.
 */
export abstract class PermissionResource extends pulumi.CustomResource {
  /** @internal Which shell around the handlers serves the class. */
  static readonly shell: Shell = "dynamic";

  protected constructor(
    kind: ResourceKind,
    name: string,
    args: pulumi.Inputs,
    outputs: readonly string[],
    opts?: pulumi.CustomResourceOptions,
  ) {
    const { system, name: className } = kind;
    const { shell } = new.target;
    refuseDeletedWith(`${className} "${name}"`, opts);
    if (shell === "dynamic") {
      refuseImport(`${className} "${name}"`, opts);
      requireReachable(modulePath(kind));
    }
    const properties = {
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...args,
      // Whoever is declared twice is noticed where all that is registered arrives, after transformations and from whatever copy of this
      // package: in `check`, which the engine also calls twice for one resource that it replaces. The mark tells the two apart.
      [resourceKey]: { ...marked(name, runRegister().guard), limits: limitsSoon() },
      ...textOf(shell, kind),
    };
    const traces = new NoTraces(Object.keys(properties));
    try {
      super(typeIn(shell, kind), name, properties, aliased(shell, kind, opts));
    } catch (error) {
      throw traces.traced(error);
    } finally {
      traces.end();
    }
    // Whoever is only looked at by its id is not the program's.
    if (opts?.id !== undefined) return;
    const isRetained = opts?.retainOnDelete ?? false;
    const given = Object.keys(args).filter((key) => args[key] !== undefined);
    runRegister().resources.push({
      package: kind.package,
      system,
      kind: className,
      name,
      resource: this,
      given,
      isRetained,
    });
  }

  /** @internal The SDK asks for each output whether it is there already, and for nothing else (sdk/nodejs/runtime/rpc.ts, `transferProperties`). */
  override hasOwnProperty(key: PropertyKey): boolean {
    const isThere = Object.hasOwn(this, key);
    if (!isThere) outputIsMissing(key);
    return isThere;
  }
}

/** @internal The type token of a kind. */
export function typeIn(shell: Shell, { system, name }: ResourceKind): string {
  return shell === "native" ? `permissions:${system}:${name}` : `pulumi-nodejs:dynamic/${system}:${name}`;
}

/** @internal Lets a program move from one shell to the other and back: the resource stays what it is. */
export function aliased(
  shell: Shell,
  kind: ResourceKind,
  opts: pulumi.CustomResourceOptions = {},
): pulumi.CustomResourceOptions {
  // No plugin serves what another package has.
  if (kind.package !== undefined) return opts;
  const other = typeIn(shell === "native" ? "dynamic" : "native", kind);
  return { ...opts, aliases: [...(opts.aliases ?? []), { type: other }] };
}

/** @internal What the dynamic host loads the handlers by. */
export function textOf(shell: Shell, kind: ResourceKind): pulumi.Inputs {
  return shell === "native" ? {} : { [providerKey]: providerText(kind) };
}

/**
 * @internal Tells a resource from all others of its program on the way to `check`.
 *
 * @param guard name of the guard that was made before it, and should come last
 */
export function marked(name: string, guard: string | undefined): pulumi.Inputs {
  return { name, mark: randomUUID(), ...(guard === undefined ? {} : { guard }) };
}
