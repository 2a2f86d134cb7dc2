import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Report, reportSchema } from "../../cli/drift/report.js";
import { grantWords } from "../../cli/report/words.js";
import { whoSchema } from "../../cli/who/report.js";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { VmsUserPermissions } from "../../provider/systems/vms/VmsUserPermissions.js";
import { cases } from "../support/cases/index.js";
import { drift } from "../support/driftCommand.js";
import { until } from "../support/killing.js";
import { runCommand } from "../support/runCommand.js";
import { failing, startWorld, type World } from "./support.js";

jest.setTimeout(180_000);

/** One subject of every readable kind, and one that cannot be read. */
const chosen = cases.filter(({ name }) => !name.startsWith("VmsUserPermissions without"));

function program() {
  for (const { name, declare, args } of chosen) declare(name.replaceAll(" ", "-"), args);
}

async function startDrifted(): Promise<World> {
  const world = await startWorld((sandbox) => {
    for (const { setUp } of chosen) setUp(sandbox);
    const all: Record<string, string> = Object.assign({}, sandbox.env, ...chosen.map(({ env }) => env(sandbox)));
    const { HOSTUP_API_KEY: apiKey = "", BAKERONLINE_ACCESS_TOKEN: accessToken = "", ...env } = all;
    // Secrets of the stack's configuration have to be decrypted by the CLI.
    const config = {
      "hostup:apiKey": { value: apiKey, secret: true },
      "bakeronline:accessToken": { value: accessToken, secret: true },
      "hostup:timeout": { value: "120" },
    };
    return { env, config };
  });
  world.stack.program = async () => program();
  await world.stack.up();
  for (const { drift } of chosen) drift.make(world.sandbox);
  return world;
}

/** One look, as text, JSON, Markdown and HTML. */
async function inEveryFormat(args: readonly string[], env: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-reports-"));
  try {
    const files = ["drift.json", "drift.md", "drift.html"].map((name) => join(folder, name));
    const result = await drift([...args, ...files.flatMap((file) => ["--also", file])], { env });
    const written = await Promise.all(files.map((file) => readFile(file, "utf8")));
    return { ...result, reports: [result.stdout, ...written] };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("pulumi-permissions drift, beside the engine", () => {
  let world: World;
  let args: string[];
  let env: Record<string, string>;
  beforeAll(async () => {
    world = await startDrifted();
    args = ["--stack", "dev", "--cwd", world.stack.stack.workspace.workDir];
    env = world.stack.environment;
  });
  afterAll(() => world.end());

  const report = async (...more: string[]): Promise<{ report: Report; status: number | null }> => {
    const { stdout, stderr, status } = await drift([...args, "--format", "json", ...more], { env });
    if (stdout === "") throw new Error(stderr);
    return { report: reportSchema.parse(JSON.parse(stdout)), status };
  };

  test("finds exactly what pulumi refresh --preview-only finds, and takes no lock for it", async () => {
    const { notices } = await world.stack.refresh({ previewOnly: true });
    const { report: found, status } = await report();
    const words = found.resources
      .filter((resource) => resource.status === "drifted")
      .map(({ name, system, subject, gained, lost }) => {
        const parts = [["gained", gained] as const, ["lost", lost] as const];
        const told = parts
          .filter(([, grants]) => grants.length > 0)
          .map(([verb, grants]) => `${verb} ${grantWords(system, grants).join(", ")}`);
        return `${name} (${subject}) has drifted: ${told.join("; ")}`;
      });
    expect(words.sort()).toEqual(notices.filter((notice) => notice.includes(" has drifted: ")).sort());
    expect(words).toHaveLength(chosen.length - 1);
    expect(status).toBe(2);
    expect(found).toMatchObject({ stack: "dev", summary: { drifted: chosen.length - 1, unobservable: 1, failed: 0 } });
    expect(found.resources.every(({ urn }) => urn.startsWith("urn:pulumi:dev::"))).toBe(true);
  });

  test("reads an exported state from standard input, with the environment for credentials", async () => {
    const deployment = JSON.stringify(await world.stack.export());
    const { stdout, status } = await drift(["--deployment", "-", "--format", "json"], {
      env: world.sandbox.env,
      input: deployment,
    });
    const found = reportSchema.parse(JSON.parse(stdout));
    const { report: ofStack } = await report();
    expect({ ...found, checkedAt: "" }).toEqual({ ...ofStack, checkedAt: "" });
    expect(status).toBe(2);
  });

  test("who finds what drift finds, of a stack whose configuration it reads; and what was applied without asking anybody", async () => {
    const who = async (...more: string[]) => {
      const { stdout, stderr } = await runCommand(["who", ...args, "--format", "json", ...more], { env });
      if (stdout === "") throw new Error(stderr);
      return whoSchema.parse(JSON.parse(stdout)).rows;
    };
    const { report: found } = await report();
    const changes = found.resources.flatMap(({ name, gained, lost }) =>
      [...gained.map((grant) => [name, "gained", grant]), ...lost.map((grant) => [name, "lost", grant])].map(String),
    );
    const live = await who("--at", "live");
    const told = live.flatMap(({ name, drift: change, grant }) => (change ? [String([name, change, grant])] : []));
    expect(told.sort()).toEqual(changes.sort());
    world.sandbox.log.clear();
    const applied = await who();
    for (const { name, granted } of chosen) {
      const own = applied.filter((row) => row.name === name.replaceAll(" ", "-"));
      expect(own.map(({ grant }) => grant).sort()).toEqual([...granted].sort());
    }
    expect(world.sandbox.log.requests).toEqual([]);
  });

  test("prints no credential in any format", async () => {
    const secrets = [
      world.sandbox.hostup.apiKey,
      world.sandbox.bakeronline.accessToken,
      world.sandbox.spanel.token,
      world.sandbox.vms.adminPassword,
    ];
    const { reports, stderr } = await inEveryFormat(args, env);
    for (const report of reports) {
      expect(report.length).toBeGreaterThan(200);
      for (const secret of secrets) expect(`${report}${stderr}`).not.toContain(secret);
    }
  });

  test("a correction brings every subject back to what was last applied, so that a refresh and an up find nothing to do", async () => {
    const { sandbox, stack } = world;
    sandbox.log.clear();
    const dry = await drift([...args, "--fix", "--dry-run"], { env });
    expect(dry.stdout).toMatch(/would revoke/);
    expect(sandbox.log.writes()).toEqual([]);
    const { status, stdout } = await drift([...args, "--fix", "--yes", "--format", "json"], { env });
    expect(reportSchema.parse(JSON.parse(stdout)).summary).toMatchObject({ drifted: 0, inSync: chosen.length - 1 });
    expect(status).toBe(0);
    expect(sandbox.log.writes()).toHaveLength(chosen.length - 1);
    for (const { live, granted, readable } of chosen) if (readable) expect(live(sandbox)).toEqual(granted);
    await stack.refresh({ previewOnly: true, expectNoChanges: true });
    expect((await stack.up()).changes).toEqual({ same: chosen.length + 1 });
  });

  test("refuses to correct while an update is running, and says so", async () => {
    const { sandbox, stack } = world;
    let letGo: (value?: unknown) => void = () => undefined;
    const checked = new Promise((resolve) => {
      letGo = resolve;
    });
    sandbox.faults.add({ kind: "hang", until: checked, system: "hostup", method: "POST", times: 1 });
    stack.program = async () => {
      program();
      new ContactPermissions("another", { contactId: 4711, canViewTickets: true });
    };
    sandbox.hostup.account.addContact(4711);
    const up = stack.up();
    const isWriting = () =>
      sandbox.log.requests.some(({ method, path }) => method === "POST" && path.includes("/4711/"));
    await until(isWriting, up);
    const before = sandbox.log.writes().length;
    const { status, stderr } = await drift([...args, "--fix", "--yes"], { env });
    expect(stderr).toMatch(/update .* running/);
    expect(status).toBe(1);
    expect(sandbox.log.writes()).toHaveLength(before);
    // The call that hangs is cut off and repeated.
    letGo();
    await up;
  });

  test("refuses to correct after an update that failed, and corrects again after one that did not", async () => {
    const { sandbox, stack } = world;
    sandbox.faults.add({ kind: "status", status: 403, system: "hostup", method: "POST", times: 9 });
    stack.program = async () => {
      program();
      new ContactPermissions("another", { contactId: 4711, canViewTickets: true, accessAllVps: true });
    };
    await failing(stack.up());
    sandbox.faults.clear();
    const before = sandbox.log.writes().length;
    const { status, stderr } = await drift([...args, "--fix", "--yes"], { env });
    expect(stderr).toContain("The last update of stack dev did not succeed");
    expect(status).toBe(1);
    expect(sandbox.log.writes()).toHaveLength(before);
    expect(sandbox.hostup.account.grantsOf(4711)).not.toContain("accessAllVps");
    await stack.up();
    expect((await drift([...args, "--fix", "--yes"], { env })).status).toBe(0);
  });
});

test("what a program keeps secret is masked in a report; whom the administrator does not see any more is neither gone nor in sync", async () => {
  const login = "hidden@example.com";
  const world = await startWorld(({ env, vms }) => {
    vms.install.addUser("somebody@mail.com");
    vms.install.addUser(login, ["archives-show"]);
    return { env: { ...env, VMS_ADMIN_LOGIN: vms.adminLogin, VMS_ADMIN_PASSWORD: vms.adminPassword } };
  });
  try {
    world.stack.program = async () => {
      new VmsUserPermissions("guard", { login: pulumi.secret(login), permissions: ["archives-download"] });
    };
    await world.stack.up();
    world.sandbox.vms.install.users.get(login)?.permissions.add("marks-store");
    const env = world.stack.environment;
    const args = ["--stack", "dev", "--cwd", world.stack.stack.workspace.workDir];
    const { reports, stderr, status } = await inEveryFormat(args, env);
    expect(status).toBe(2);
    for (const report of reports) {
      expect(report).toContain("VMS user [secret]");
      expect(report).toContain("marks-store");
      expect(`${report}${stderr}`).not.toContain(login);
    }
    world.sandbox.vms.install.hidden.add(login);
    const { notices } = await world.stack.refresh();
    expect(notices).toContainEqual(expect.stringContaining("does not see this user, who exists"));
    const { stdout } = await drift([...args, "--format", "json"], { env });
    expect(reportSchema.parse(JSON.parse(stdout)).summary).toMatchObject({ resources: 1, gone: 0, unobservable: 1 });
  } finally {
    await world.end();
  }
});
