import type * as pulumi from "@pulumi/pulumi";

/** Reads a resource that another program manages, or nobody: by its id alone, for which the classes have no arguments. */
export function existing<Resource extends pulumi.CustomResource>(
  Class: new (name: string, args: never, opts?: pulumi.CustomResourceOptions) => Resource,
  name: string,
  id: pulumi.Input<pulumi.ID>,
  opts: pulumi.CustomResourceOptions = {},
): Resource {
  return Reflect.construct(Class, [name, {}, { ...opts, id }]);
}
