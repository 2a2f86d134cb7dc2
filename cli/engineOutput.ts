import { UsageError } from "./UsageError.js";

/** What the Pulumi CLI prints of resources, as far as its commands have it in common. */

const providerPath = /^exports\.handler=\(\)=>require\("pulumi-permissions\/([\w/]+)"\)$/;

/** What a resource's provider text loads, such as `hostup/ContactPermissions`; nothing where it is none of this package. */
export function kindOf(text: unknown): string | undefined {
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
