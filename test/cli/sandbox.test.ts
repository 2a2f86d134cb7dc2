import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

jest.setTimeout(120_000);

test("another terminal gets the sandbox's environment from a file that only its owner reads", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-sandbox-"));
  const file = join(folder, "sandbox.env");
  const command = spawn(process.execPath, ["dist/cli/main.js", "sandbox", "--shell", file]);
  try {
    const [line]: unknown[] = await once(createInterface(command.stdout), "line");
    const { env }: { env: Record<string, string> } = JSON.parse(String(line));
    const seen = execFileSync("sh", ["-c", `. "${file}" && env`], { encoding: "utf8" }).split("\n");
    for (const [name, value] of Object.entries(env)) expect(seen).toContain(`${name}=${value}`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  } finally {
    command.kill();
    await once(command, "exit");
    await rm(folder, { recursive: true });
  }
});
