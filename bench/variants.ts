import * as pulumi from "@pulumi/pulumi";
import { handWritten } from "./handWritten/index.js";
import type { Kind } from "./Kind.js";

/** The same subjects and arguments through different providers. */
export const variants = ["ours", "doNothing", "handWritten"] as const;
export type Variant = (typeof variants)[number];

export function declare(variant: Variant, kind: Kind, index: number): pulumi.CustomResource {
  const name = `subject-${index}`;
  if (variant === "ours") return kind.declare(name, index);
  const [system = "", className = ""] = kind.path.split("/");
  if (variant === "handWritten") return handWritten(system, name, kind.args(index));
  return new DoNothing(`pulumi-nodejs:dynamic/${system}:${className}`, name, {
    ...kind.args(index),
    // An id that create can return without a request.
    identity: name,
    // About as long as the package's own line: what it does to the state file counts too.
    __provider: `exports.handler=()=>require("./dist/bench/doNothing.js")`,
  });
}

class DoNothing extends pulumi.CustomResource {}
