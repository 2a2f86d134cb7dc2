import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type CommandResult, runCommand } from "../support/runCommand.js";

jest.setTimeout(120_000);

/** Where the sandboxes of this suite, and no others, are found. */
let folder: string;
const serving: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-sandbox-"));
});
afterEach(async () => {
  for (const command of serving.splice(0)) await stopped(command, "SIGKILL");
  await rm(folder, { recursive: true });
});

async function stopped(command: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (command.exitCode !== null || command.signalCode !== null) return;
  const end = once(command, "exit");
  command.kill(signal);
  await end;
}

interface Served {
  readonly command: ChildProcess;
  /** All that it printed. */
  readonly lines: readonly string[];
}

/** @param last how the last line begins that it prints when it is ready */
async function serve(last: string, ...args: string[]): Promise<Served> {
  const command = spawn(process.execPath, ["dist/cli/main.js", "sandbox", ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  serving.push(command);
  const lines: string[] = [];
  for await (const line of createInterface(command.stdout)) {
    lines.push(line);
    if (line.startsWith(last)) return { command, lines };
  }
  throw new Error("it ended before it was ready");
}

const ask = (...words: string[]): Promise<CommandResult> =>
  runCommand(["sandbox", ...words], { env: { TMPDIR: folder } });

/** What a shell that reads the file has in its environment. */
const environmentOf = (file: string) =>
  execFileSync("sh", ["-c", `. ${file} && env`], { encoding: "utf8" }).split("\n");

test("programs get one line of JSON, and another terminal a file that only its owner reads", async () => {
  const file = join(folder, "sandbox.env");
  const { lines } = await serve("{", "--json", "--shell", file);
  const { hostup, env }: { hostup: { url: string }; env: Record<string, string> } = JSON.parse(lines[0] ?? "");
  expect(lines).toHaveLength(1);
  expect(env.HOSTUP_URL).toBe(hostup.url);
  const seen = environmentOf(`"${file}"`);
  for (const [name, value] of Object.entries(env)) expect(seen).toContain(`${name}=${value}`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("people are told that it is ready, where, who lives in it and what to do next, and no credentials", async () => {
  const { command, lines } = await serve("To try the login");
  const shown = lines.join("\n");
  expect(lines[0]).toMatch(/^The sandbox is ready\./);
  for (const system of ["hostup", "spanel", "vms", "bakeronline"])
    expect(shown).toMatch(new RegExp(`^  ${system} +https?://127`, "m"));
  for (const row of [
    "hostup +14059 +canPlaceOrders",
    "spanel +subuser/shop/editor +file/filemanager",
    "vms +guard@example.com +archives-preview-download, layouts-index",
    "bakeronline +15/baker@example.com +nothing",
  ]) {
    expect(shown).toMatch(new RegExp(`^  ${row}$`, "m"));
  }
  const [, file = ""] = /^ {2}\. (\S+)\n {2}pulumi up$/m.exec(shown) ?? [];
  const env = environmentOf(file).filter((line) => /^(HOSTUP|SPANEL|VMS|BAKERONLINE)_/.test(line));
  const secrets = env
    .filter((line) => /_(API_KEY|TOKEN|PASSWORD)=/.test(line))
    .map((line) => line.replace(/^\w+=/, ""));
  expect(secrets.length).toBeGreaterThan(4);
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(shown).toMatch(/login bakeronline --client-id sandbox-client --accounts-url http:\/\/127/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  await stopped(command, "SIGTERM");
  expect(existsSync(file)).toBe(false);
});

test("somebody can be changed by hand while it runs, in every system, and the API shows it", async () => {
  const { lines } = await serve("{", "--json");
  const { hostup }: { hostup: { url: string; apiKey: string } } = JSON.parse(lines[0] ?? "");
  const changes = [
    ["grant", "hostup", "14059", "canViewInvoices", "canPlaceOrders, canViewInvoices"],
    ["revoke", "hostup", "14059", "canPlaceOrders", "canViewInvoices"],
    ["grant", "spanel", "subuser/shop/editor", "email/*", "email/*, file/filemanager"],
    [
      "revoke",
      "spanel",
      "subuser/shop/editor",
      "email/accounts",
      "email/autoresponders, email/forwarders, file/filemanager",
    ],
    ["revoke", "spanel", "account/shop", "*", "nothing"],
    ["grant", "vms", "guard@example.com", "archives-show", "archives-preview-download, archives-show, layouts-index"],
    ["revoke", "bakeronline", "15/accountant@example.com", "shop:11", "permissions"],
  ];
  for (const [deed = "", system = "", name = "", grant = "", after] of changes) {
    expect(await ask(deed, system, name, grant)).toEqual({
      status: 0,
      stderr: "",
      stdout: `${system} ${name} has now: ${after}\n`,
    });
  }
  const url = `${hostup.url}/contacts/14059/permissions`;
  const answer: unknown = await (await fetch(url, { headers: { "x-api-key": hostup.apiKey } })).json();
  expect(answer).toMatchObject({ data: { canPlaceOrders: false, canViewInvoices: true } });
});

test("what there is not is refused in words, and nothing is changed", async () => {
  await serve("{", "--json");
  const refused = [
    [["hostap", "14059", "canPlaceOrders"], 'There is no system hostap; did you mean "hostup"? There are'],
    [["hostup", "1405", "canPlaceOrders"], "Nobody in hostup is 1405. There are 14059, 14060."],
    [
      ["hostup", "14060", "canViewInvoices", "canPlaceOrder"],
      'hostup has no canPlaceOrder; did you mean "canPlaceOrders"?',
    ],
  ] as const;
  for (const [words, message] of refused) {
    const { status, stderr } = await ask("grant", ...words);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  }
  expect((await ask("revoke", "hostup", "14060", "canPlaceOrders")).stdout).toBe("hostup 14060 has now: nothing\n");
});

test("without a sandbox the words say how to start one; of several, one has to be named; what a killed one left counts for nothing", async () => {
  const words = ["grant", "hostup", "14059", "canViewInvoices"];
  expect((await ask(...words)).stderr).toContain("No sandbox is running here. Start one");
  const [one, two] = [await serve("{", "--json"), await serve("{", "--json")];
  const { status, stderr } = await ask(...words);
  expect(status).toBe(1);
  for (const { command } of [one, two]) expect(stderr).toContain(`--pid ${command.pid}`);
  expect((await ask(...words, "--pid", String(two.command.pid))).status).toBe(0);
  await stopped(one.command, "SIGKILL");
  expect((await ask(...words)).status).toBe(0);
  const [own = ""] = await readdir(folder);
  expect((await readdir(join(folder, own))).sort()).toEqual([`${two.command.pid}.env`, `${two.command.pid}.socket`]);
});
