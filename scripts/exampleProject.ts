import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const repository = dirname(require.resolve("pulumi-permissions/package.json"));

/** A folder as somebody has it who copied an example and installed its dependencies. */
export interface ExampleProject {
  readonly folder: string;
  /** A program that makes nothing any more. */
  empty(): Promise<void>;
  remove(): Promise<void>;
}

/** @param modules the node_modules to use; by default this repository's, in which the package is a link to the repository */
export async function exampleProject(
  example: string,
  modules = join(repository, "node_modules"),
): Promise<ExampleProject> {
  const folder = await mkdtemp(join(tmpdir(), `pulumi-permissions-${example}-`));
  await cp(join(repository, "examples", example), folder, { recursive: true });
  // The quickstart's own project file is the repository's.
  await writeFile(join(folder, "Pulumi.yaml"), `name: permissions-${example}\nruntime: nodejs\n`, { flag: "wx" }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    },
  );
  await symlink(modules, join(folder, "node_modules"), "junction");
  return {
    folder,
    empty: () => writeFile(join(folder, "index.ts"), "export {};\n"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
