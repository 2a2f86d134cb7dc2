import { UsageError } from "./UsageError.js";

/** What the Pulumi CLI prints of resources, as far as its commands have it in common. */

const providerPath = /^exports\.handler=\(\)=>require\("pulumi-permissions\/([\w/]+)"\)$/;

/** Types that the native plugin serves. */
const nativeType = /^permissions:(\w+):(\w+)$/;

/**
 * The kind of a resource, such as `hostup/ContactPermissions`, whichever shell serves it; nothing where it is none of this package.
 *
 * @param text the provider text of a dynamic resource
 */
export function kindOf(text: unknown, type: string): string | undefined {
  const [, system, name] = nativeType.exec(type) ?? [];
  if (system !== undefined) return `${system}/${name}`;
  return typeof text === "string" ? providerPath.exec(text)?.[1] : undefined;
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
