import { ownPackage, packageIn } from "../provider/pulumi/providerText.js";
import { UsageError } from "./UsageError.js";

/** What the Pulumi CLI prints of resources, as far as its commands have it in common. */

const providerPath = /^exports\.handler=\(\)=>require\("((?:@[\w.~-]+\/)?[\w.~-]+)\/(\w+)\/(\w+)"\)$/;

/** Types that the native plugin serves. */
const nativeType = /^permissions:(\w+):(\w+)$/;

/**
 * The kind of a resource, such as `hostup/ContactPermissions`, whichever shell serves it; nothing where it holds no permissions. One that
 * another package serves begins with its name: `acme-permissions/wikihaven/MemberPermissions`.
 *
 * @param text the provider text of a dynamic resource
 */
export function kindOf(text: unknown, type: string): string | undefined {
  const [, ofPlugin, served] = nativeType.exec(type) ?? [];
  if (ofPlugin !== undefined) return `${ofPlugin}/${served}`;
  const [, serving, system, name] = (typeof text === "string" && providerPath.exec(text)) || [];
  if (serving === ownPackage) return `${system}/${name}`;
  // Others may have such a text, and hold something else.
  return type === `pulumi-nodejs:dynamic/${system}:${name}` ? `${serving}/${system}/${name}` : undefined;
}

/** The system of a kind. */
export function systemOf(kind: string): string {
  return kind.split("/").at(-2) ?? kind;
}

/** Why a command says no more of a resource that another package serves; nothing where this one does. Its code is not run here: a state names it. */
export function whyForeign(kind: string): string | undefined {
  const serving = packageIn(kind);
  return serving === ""
    ? undefined
    : `It is served by the package ${serving}, which this command does not run. \`pulumi refresh --preview-only\` looks at it.`;
}

/** @throws UsageError naming the command, such as `pulumi stack export`, whose output this should be */
export function parseOutput(command: string, text: string): unknown {
  try {
    // PowerShell's redirections begin files with a byte order mark.
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new UsageError(`This is not what \`${command}\` prints: it is not JSON.`);
  }
}

/** Every text and number in a value, as a report may show it. */
export function leavesOf(value: unknown): string[] {
  if (typeof value === "number" || (typeof value === "string" && value !== "")) return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
