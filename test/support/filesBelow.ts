import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The texts of all files in a folder and below: for a stack's folder, all that the engine left on disk. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map((file) => readFile(file, "utf8")));
}
