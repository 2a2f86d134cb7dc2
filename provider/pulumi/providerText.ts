/** Whose handlers a class is served by, where nothing else is said. */
export const ownPackage = "pulumi-permissions";

/** A class of resources among all others: its system, its name, and the npm package that serves it. */
export interface ResourceKind {
  /** Serves the class under the subpath `<system>/<name>`. Default: this one. */
  readonly package?: string | undefined;
  readonly system: string;
  readonly name: string;
}

/** What loads the handlers of a class, by `require` in the folder of the program. */
export function modulePath({ package: serving = ownPackage, system, name }: ResourceKind): string {
  return `${serving}/${system}/${name}`;
}

/** The package that a module path, or a kind, begins with; empty for a kind of this one, such as `hostup/ContactPermissions`. */
export function packageIn(path: string): string {
  return path.split("/").slice(0, -2).join("/");
}

/** The line that stands in users' states, and loads the handlers of a class. It never changes. */
export function providerText(kind: ResourceKind): string {
  return `exports.handler=()=>require("${modulePath(kind)}")`;
}
