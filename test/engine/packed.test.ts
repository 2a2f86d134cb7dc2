import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import manifest from "../../package.json";
import { installPacked, pack, repository } from "../support/packedPackage.js";

jest.setTimeout(180_000);

const run = promisify(execFile);

test("the engine runs an example with the handlers of the packed package, installed in a folder of its own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-packed-"));
  try {
    const project = join(folder, "project");
    const packages = [...Object.keys(manifest.dependencies), "@pulumi/pulumi"];
    await installPacked(project, await pack(folder), packages);
    // The dynamic host loads the handlers by name from the folder that the program stands in.
    await run(process.execPath, [join(repository, "dist", "scripts", "tryExample.js"), "quickstart"], {
      cwd: project,
      // Before jest's own limit, which would leave the process and its folder behind.
      timeout: 150_000,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
