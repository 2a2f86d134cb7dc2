import * as pulumi from "@pulumi/pulumi";
import { conflictKey, providerKey } from "../arguments/reservedProperties.js";
import { claimSubject, type Identity } from "./subjectRegister.js";

/** Names a resource class to the engine and to the package's exports. */
export interface ResourceKind {
  readonly system: string;
  readonly name: string;
  /** Arguments that name the subject, with their defaults; two resources with the same ones in one program are an error. */
  readonly identity: Identity;
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
    const { system, name: className, identity } = kind;
    const type = `pulumi-nodejs:dynamic/${system}:${className}`;
    const properties = {
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...args,
      [conflictKey]: claimSubject({ type, className, name, identity }, args),
      [providerKey]: providerText(system, className),
    };
    super(type, name, properties, opts);
  }
}

/** @internal */
export function providerText(system: string, className: string): string {
  return `exports.handler=()=>require("pulumi-permissions/${system}/${className}")`;
}
