import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Gives another folder this repository's node_modules. Links to the same files, where the file system can have them: npm replaces files and never
 * writes into one.
 */
export function copyModules(into: string): boolean {
  const [from, to] = [join(process.cwd(), "node_modules"), join(into, "node_modules")];
  const copy = (how: string) => spawnSync("cp", [how, from, to], { stdio: ["ignore", 2, 2] }).status === 0;
  if (copy("-al")) return true;
  rmSync(to, { recursive: true, force: true });
  return copy("-a");
}
