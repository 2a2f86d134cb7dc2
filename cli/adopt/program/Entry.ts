import type { Properties } from "../../../provider/arguments/arguments.js";

/** A resource as a program is to have it. */
export interface Entry {
  /** What its provider text loads, such as `hostup/ContactPermissions`. */
  readonly kind: string;
  readonly name: string;
  readonly args: Properties;
  /** The subject in words. */
  readonly subject: string;
  /** Who it is, where more than one system has them, or somebody has said so. */
  readonly person?: string | undefined;
  readonly grants: readonly string[];
  /** What should be looked at first. */
  readonly concerns: readonly string[];
  readonly remarks: readonly string[];
}

/** The class that a program makes. */
export function classOf(kind: string): string {
  return kind.split("/").at(-1) ?? kind;
}
