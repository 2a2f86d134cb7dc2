import type { Properties } from "../arguments/arguments.js";
import type { Context } from "../contract/Context.js";
import { PermissionError } from "../errors.js";
import { guardArguments, guardHandlers, guardKind } from "../guard/guardHandlers.js";
import type { Forecaster } from "../lifecycle/forecaster.js";
import type { Importer } from "../lifecycle/importer.js";
import type { Handlers } from "../lifecycle/lifecycle.js";
import { resourceKinds } from "../systems/resourceKinds.js";
import { version } from "../version.js";

/** Name of the package that the engine knows this plugin by. */
export const packageName = "permissions";

/** A kind of resource, as it serves one run. */
export interface ServedKind {
  /** As the provider text names it, such as `hostup/ContactPermissions`. */
  readonly path: string;
  readonly handlers: Handlers;
  readonly canonical: (inputs: Properties) => Properties;
  /** The arguments by name. */
  readonly names: readonly string[];
  /** Nothing for what asks no system. */
  readonly forecaster?: Forecaster;
  readonly importer?: Importer | undefined;
}

/** Every kind by its type token, such as `permissions:hostup:ContactPermissions`. */
export function servedKinds(context: Context): ReadonlyMap<string, ServedKind> {
  const kinds = [...resourceKinds].map(([path, kind]): [string, ServedKind] => [
    tokenOf(path),
    {
      path,
      handlers: kind.handlers(context),
      canonical: kind.canonical,
      names: Object.keys(kind.arguments.shape),
      forecaster: kind.forecaster(context),
      importer: kind.importer?.(context),
    },
  ]);
  const guard = {
    path: guardKind,
    handlers: guardHandlers(context),
    canonical: (inputs: Properties) => inputs,
    names: Object.keys(guardArguments.shape),
  };
  return new Map([...kinds, [tokenOf(guardKind), guard]]);
}

export function tokenOf(path: string): string {
  return [packageName, ...path.split("/")].join(":");
}

class UnknownTypeError extends PermissionError {}

/** The engine asked for what this plugin does not have. */
export function unknownType(token: string): Error {
  return new UnknownTypeError(
    `${token} is unknown to version ${version} of the plugin. Install the one of the release that the program uses: \`npx pulumi-permissions plugin install\`.`,
  );
}
