import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "../sandbox/index.js";
import { addSamplePeople } from "../sandbox/samplePeople.js";
import { EngineStack, type Run } from "./EngineStack.js";
import { ensureEngine } from "./engine.js";
import { exampleProject } from "./exampleProject.js";
import { missingYamlHost } from "./yamlHost.js";

/**
 * Tells what the native plugin is for: a program in YAML alone, with the real engine against the sandbox. Every step is checked; one that is
 * not true ends it.
 */
async function demo(): Promise<void> {
  const command = await ensureEngine((text) => say(`engine: ${text}`));
  const missing = await missingYamlHost(command, (text) => say(`engine: ${text}`));
  if (missing !== undefined) throw new Error(`No program in YAML can be run: ${missing}.`);
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  const { account } = sandbox.hostup;
  const project = await exampleProject("yaml");
  const stack = await EngineStack.create({ command, program: { project: project.folder }, env: sandbox.env });
  const anna = () => account.grantsOf(14059).join(", ");
  try {
    say("\n1. pulumi-permissions plugin install: one file, for programs in any language");
    const main = require.resolve("../cli/main.js");
    const env = { ...process.env, ...stack.environment };
    say((await promisify(execFile)(process.execPath, [main, "plugin", "install"], { env })).stdout.trim());

    say("\n2. pulumi preview: what it would change of live access");
    tell(await stack.preview());
    check("nothing was written", sandbox.log.writes().length === 0);

    say("\n3. pulumi up");
    tell(await stack.up());
    check("access is as declared", anna() === "canOpenTickets, canViewInvoices, service:14101");

    say(
      "\n4. In the HostUp dashboard somebody lets Anna place orders. A plain preview shows it, a plain up corrects it",
    );
    account.grant(14059, "canPlaceOrders");
    tell(await stack.preview());
    const corrected = await stack.up();
    tell(corrected);
    check("the drift was named", corrected.output.includes("has drifted: gained canPlaceOrders"));
    check("access is as declared again", anna() === "canOpenTickets, canViewInvoices, service:14101");

    say("\n5. pulumi import: somebody who has access already");
    account.addContact(14060, ["canViewTickets"]);
    const code = join(project.folder, "imported.yaml");
    await stack.command("import", "permissions:hostup:ContactPermissions", "bob", "14060", "--yes", "--out", code);
    const imported = await readFile(code, "utf8");
    say(imported.trimEnd());
    const file = join(project.folder, "Pulumi.yaml");
    const program = await readFile(file, "utf8");
    const resources = imported.replace(/^resources:\n/m, "");
    await writeFile(
      file,
      program
        .replace("  # Everybody above", `${resources}\n  # Everybody above`)
        .replace(/^ +- \$\{baker\}\n/m, (line) => `${line}${line.replace("baker", "bob")}`),
    );
    const after = await stack.up();
    tell(after);
    check("nothing changes for him", account.grantsOf(14060).join() === "canViewTickets");

    say("\n6. pulumi destroy, in two deliberate steps");
    await stack.unprotect();
    tell(await stack.destroy());
    check("access is taken away", anna() === "");
    say("\nAll of it happened through the real Pulumi engine, and without a program in JavaScript.");
  } finally {
    await stack.remove();
    await project.remove();
    await sandbox.close();
  }
}

function tell({ changes, notices }: Run): void {
  for (const notice of notices) say(`   ${notice}`);
  say(
    `   ${Object.entries(changes)
      .map(([step, count]) => `${count} ${step}`)
      .join(", ")}`,
  );
}

function check(claim: string, isTrue: boolean): void {
  if (!isTrue) throw new Error(`not true: ${claim}`);
  say(`   ✔ ${claim}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

demo().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
