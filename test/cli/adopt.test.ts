import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyIn } from "../../cli/adopt/candidates.js";
import { html } from "../../cli/adopt/formats/html.js";
import { json } from "../../cli/adopt/formats/json.js";
import { markdown } from "../../cli/adopt/formats/markdown.js";
import { text as plainText } from "../../cli/adopt/formats/text.js";
import { parseMatches } from "../../cli/adopt/people.js";
import { readProgram } from "../../cli/adopt/program/readProgram.js";
import { exitStatus } from "../../cli/adopt/report.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { addSamplePeople } from "../../sandbox/samplePeople.js";
import { adopted, readableEnv } from "../support/adopted.js";
import { addRandomPeople } from "../support/randomPeople.js";
import { runCommand } from "../support/runCommand.js";
import { SeededRandom } from "../support/seededRandom.js";

let sandbox: Sandbox;
let env: Record<string, string>;
let folder: string;
beforeEach(async () => {
  sandbox = await startSandbox();
  env = readableEnv(sandbox);
  folder = mkdtempSync(join(tmpdir(), "pulumi-permissions-adopt-"));
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const statusOf = ({ report }: Awaited<ReturnType<typeof adopted>>, words: string) =>
  report.subjects.find(({ subject }) => subject.includes(words));
const entriesIn = (text: string | undefined) => readProgram("index.ts", text ?? "").entries;
const bakers = () => [sandbox.bakeronline.bakery.addCompany(15)];

describe("who is adoptable", () => {
  test("is everybody whose access arguments can say: plain, wide, full root, none, odd spelling, words that are new", async () => {
    const { hostup, spanel, vms, bakeronline } = sandbox;
    hostup.account.addContact(1, ["canViewInvoices", "service:14201"]);
    hostup.account.addContact(2, ["accessAllVps", "service:14101"]);
    hostup.account.addContact(3);
    hostup.account.delegate("Partner@Example.com", {}, ["canPlaceOrders"]);
    const { subusers } = spanel.server.addAccount("shop");
    subusers
      .set("page", { domain: ["redirects"] })
      .set("category", { email: "all" })
      .set("root", "all");
    spanel.server.admins.set("boss", "all");
    vms.install.addUser("plain@example.com", ["ptz"]);
    vms.install.addUser("none", []);
    vms.install.addUser("new", ["never-documented"]);
    bakeronline.bakery.addUser(15, "plain@example.com", ["shop:11", "newsletters"]);
    bakeronline.bakery.addUser(15, "UPPER@example.com", ["shop:11"]);
    bakeronline.bakery.addUser(15, "none@example.com");
    bakeronline.bakery.addUser(15, "odd@example.com", ["shop:11", "notDocumented"]);
    const outcome = await adopted(env, { scope: { contacts: ["1", "2", "3"] } });
    const { report, text } = outcome;
    expect(report.subjects.filter(({ status }) => status !== "adoptable")).toEqual([]);
    expect(exitStatus(report)).toBe(0);
    expect(entriesIn(text)).toHaveLength(15);
    expect(text).toContain('allowed: [\n    {\n      name: "partner@example.com",\n      canPlaceOrders: true,');
    expect(entriesIn(text).find(({ name }) => name === "hostup/2")?.args).toEqual({
      contactId: 2,
      accessAllVps: true,
      onDelete: "keep",
    });
    expect(text).toContain("// Note: left out, because a wider grant gives it: service:14101");
    expect(text).toContain("not_documented");
    expect(text).toMatch(/"never-documented", which is\n?\/?\/? *not a documented name/);
    const wide = report.subjects.filter(({ concerns }) => concerns.length > 0).map(({ name }) => name);
    expect(wide.sort()).toEqual([
      "hostup/2",
      "hostup/delegated-access",
      "spanel/admin/boss",
      "spanel/subuser/shop/root",
    ]);
    for (const { args, kind } of entriesIn(text)) {
      const expected = kind === "hostup/DelegatedAccess" ? undefined : "keep";
      expect([args.onDelete, args.unlisted]).toEqual([expected, undefined]);
    }
    expect(text?.trimEnd().endsWith('new AccessGuard("access-guard");')).toBe(true);
    expect(sandbox.log.writes()).toEqual([]);
  });

  test("is not who may have full root by an empty set, and that is the first line; nor who has rights without a shop", async () => {
    sandbox.spanel.server.addAccount("shop").subusers.set("empty", {}).set("editor", { email: "all" });
    sandbox.bakeronline.bakery.addUser(15, "a@example.com", ["newsletters"]);
    sandbox.vms.install.addUser("hidden\u200b@example.com", ["ptz"]);
    const outcome = await adopted(env, { scope: { contacts: ["404"] } });
    const { report, text } = outcome;
    expect(plainText(report, { isColoured: false }).split("\n")[0]).toMatch(
      /^not-adoptable +SPanel subuser shop\/empty$/,
    );
    expect(report.subjects.filter(({ status }) => status === "not-adoptable").map(({ subject }) => subject)).toEqual([
      "SPanel subuser shop/empty",
      "BakerOnline user a@example.com of company 15",
      "HostUp contact 404",
      "VMS user hidden\u200b@example.com",
    ]);
    for (const { status, why, cure } of report.subjects)
      if (status === "not-adoptable") expect([why, cure]).toEqual([expect.any(String), expect.any(String)]);
    expect(statusOf(outcome, "a@example.com")?.cure).toContain("Name the shops");
    expect(statusOf(outcome, "404")?.cure).toContain("Create the contact in the HostUp dashboard first");
    expect(entriesIn(text).map(({ name }) => name)).toEqual(["spanel/subuser/shop/editor"]);
    expect(exitStatus(report)).toBe(2);
  });

  test("is somebody whose address several entries have, by number; a login that several users have is nobody's", async () => {
    const first = sandbox.bakeronline.bakery.addUser(15, "twin@example.com", ["shop:11"]);
    const second = sandbox.bakeronline.bakery.addUser(15, "TWIN@example.com", ["shop:19"]);
    const third = sandbox.bakeronline.bakery.addUser(15, "twin@example.com", ["shop:19"]);
    sandbox.vms.install.addUser("alone");
    sandbox.vms.install.oddRows.push(
      { id: 90, login: "twin", permissions: [] },
      { id: 91, login: "twin", permissions: [] },
    );
    const outcome = await adopted(env);
    const byNumber = entriesIn(outcome.text)
      .filter(({ kind }) => kind === "bakeronline/ShopUserPermissions")
      .map(({ args }) => [args.email, args.userPermissionId]);
    expect(byNumber).toEqual([first.id, second.id, third.id].map((id) => [undefined, id]));
    expect(statusOf(outcome, "twin")).toMatchObject({
      status: "not-adoptable",
      why: expect.stringContaining("several users"),
    });
  });

  test("is told of a VMS without an administrator's credentials that nobody can be read there", async () => {
    sandbox.vms.install.addUser("a@example.com");
    const { report, text } = await adopted(
      { ...env, VMS_ADMIN_LOGIN: "", VMS_ADMIN_PASSWORD: "" },
      {
        scope: { systems: ["vms"] },
      },
    );
    expect([report.summary.unreadable, exitStatus(report), text]).toEqual([1, 0, undefined]);
    expect(report.subjects[0]?.why).toContain("administrators only");
  });

  test("is said with what no list shows", async () => {
    const { report } = await adopted(env);
    expect(report.subjects.find(({ system }) => system === "hostup")?.why).toContain(
      "HostUp shows no list of contacts",
    );
    expect(report.notes.join()).toContain("SPanel does not show what hosting accounts themselves may do");
  });
});

describe("reading", () => {
  test("asks for each list once, and for a contact twice: to write it down, and to prove what was written", async () => {
    addSamplePeople(sandbox);
    addRandomPeople(sandbox, new SeededRandom(1), 60);
    sandbox.log.clear();
    await adopted(env, { scope: { contacts: ["14059"] } });
    const calls = sandbox.log.requests.map(({ path, call, body }) => [path, call, JSON.stringify(body)].join(" "));
    const counts = new Map(calls.map((call) => [call, calls.filter((other) => other === call).length]));
    const repeated = [...counts].filter(([, count]) => count > 1).map(([call]) => call.split(" ")[0]);
    expect(repeated.filter((path) => !path?.startsWith("/api/delegated-access"))).toEqual([
      "/api/contacts/14059/permissions",
    ]);
    expect(calls.filter((call) => call.startsWith("/api/contacts"))).toHaveLength(2);
  });

  test("proves what was written by another look: who changed between the two is named and left out", async () => {
    sandbox.hostup.account.addContact(1, ["canViewInvoices"]);
    sandbox.hostup.account.addContact(2, ["canViewInvoices"]);
    const looks = () => sandbox.log.requests.filter(({ path }) => path.includes("/contacts/1/")).length;
    sandbox.log.onArrival = () => void (looks() === 2 && sandbox.hostup.account.grant(1, "canOpenTickets"));
    const outcome = await adopted(env, { scope: { systems: ["hostup"], contacts: ["1", "2"] } });
    expect(statusOf(outcome, "contact 1")).toMatchObject({
      status: "not-adoptable",
      why: "`pulumi up` would revoke canOpenTickets",
    });
    expect(entriesIn(outcome.text).map(({ name }) => name)).toEqual(["hostup/2"]);
    expect(exitStatus(outcome.report)).toBe(2);
  });

  test("of a list that breaks off writes nothing and fails; a row that is odd costs only itself", async () => {
    addSamplePeople(sandbox);
    sandbox.faults.add({
      kind: "status",
      status: 503,
      system: "spanel",
      call: "user/listsubusers",
      skip: 1,
      times: 99,
    });
    const half = await adopted({ ...env, SPANEL_RETRIES: "0" });
    expect([half.text, exitStatus(half.report)]).toEqual([undefined, 1]);
    expect(half.report.subjects[0]).toMatchObject({ status: "failed", system: "spanel" });
    sandbox.faults.clear();
    sandbox.vms.install.oddRows.push({ id: 99, login: "odd@example.com", permissions: 7 });
    const odd = await adopted(env);
    expect(odd.report.subjects.filter(({ status }) => status === "failed")).toMatchObject([
      { subject: "odd@example.com" },
    ]);
    expect(exitStatus(odd.report)).toBe(1);
    expect(entriesIn(odd.text).map(({ name }) => name)).toContain("vms/guard@example.com");
  });

  test("goes where it is told, and says so where that is nowhere", async () => {
    addSamplePeople(sandbox);
    sandbox.bakeronline.bakery.addUser(16, "other@example.com", ["shop:11"]);
    const names = async (scope: object) => entriesIn((await adopted(env, { scope })).text).map(({ name }) => name);
    expect(await names({ companies: ["16"], systems: ["bakeronline"] })).toEqual(["bakeronline/16/other@example.com"]);
    expect(await names({ accounts: ["shop"], systems: ["spanel"] })).toEqual(["spanel/subuser/shop/editor"]);
    expect(await names({ contacts: ["14059"], systems: ["hostup"] })).toEqual([
      "hostup/14059",
      "hostup/delegated-access",
    ]);
    await expect(adopted(env, { scope: { systems: ["hostap"] } })).rejects.toThrow(
      '--system "hostap" does not exist; did you mean "hostup"? There are: ',
    );
    await expect(adopted(env, { scope: { connections: ["web1"] } })).rejects.toThrow(
      '--connection "web1" does not exist',
    );
    await expect(adopted(env, { scope: { companies: ["1"], systems: ["vms"] } })).rejects.toThrow(
      "--company belongs to no connection that was chosen",
    );
    await expect(adopted({})).rejects.toThrow("No connection is configured");
  });

  test("leaves out whom the stack manages, the list of delegates too", async () => {
    addSamplePeople(sandbox);
    const contact = (id: string) => keyIn({ system: "hostup", address: sandbox.hostup.url }, id);
    const managed = new Set([
      contact("14059"),
      keyIn({ system: "hostup", address: `${sandbox.hostup.url} default` }, "delegated-access"),
      keyIn({ system: "vms", address: "connection default" }, "test@mail.com"),
    ]);
    const { report, text } = await adopted(env, {
      managed,
      scope: { systems: ["hostup", "vms"], contacts: ["14059", "14060"] },
    });
    expect(report.summary).toMatchObject({ managed: 3, adoptable: 3 });
    expect(entriesIn(text).map(({ name }) => name)).toEqual([
      "hostup/14060",
      "vms/guard@example.com",
      "vms/neighbour@mail.com",
    ]);
  });
});

describe("one person in several systems", () => {
  const persons = (text: string | undefined) =>
    [...(text ?? "").matchAll(/^\/\/ Person: (.*)$/gm)].map(([, who]) => who);
  const matches = (csv: string) => parseMatches("who.csv", csv, ["hostup", "spanel", "vms", "bakeronline"]);

  test("is known by one address, in whatever case, and by nothing that only looks alike", async () => {
    sandbox.vms.install.addUser("ANNA@example.com");
    sandbox.bakeronline.bakery.addUser(15, "Anna@Example.com", ["shop:11"]);
    sandbox.vms.install.addUser("anna@example.org");
    sandbox.spanel.server.admins.set("anna", "all");
    sandbox.vms.install.addUser("Anna");
    const { text } = await adopted(env);
    expect(persons(text)).toEqual(["anna@example.com"]);
  });

  test("is whoever a file says they are", async () => {
    sandbox.vms.install.addUser("anna@example.com");
    sandbox.spanel.server.addAccount("a").subusers.set("editor", "all");
    sandbox.spanel.server.addAccount("b").subusers.set("editor", "all");
    const csv = 'person,system,subject\r\n"anna@example.com",spanel,subuser/a/editor\r\nBob,hostup,99\r\n';
    const { text, report } = await adopted(env, { matches: matches(csv) });
    expect(persons(text)).toEqual(["anna@example.com"]);
    expect(text).toMatch(
      /Person: anna@example\.com\n\/\/ SPanel subuser a\/editor\n[\s\S]*\}\);\n\n\/\/ VMS user anna[\s\S]*subuser b\/editor/,
    );
    expect(report.notes.join()).toContain('hostup "99" is nobody who was read');
    expect(report.notes.join()).toContain("names nobody for 1 of 3 subjects");
    const unclear = adopted(env, { matches: matches("person,system,subject\nBob,spanel,editor") });
    await expect(unclear).rejects.toThrow(
      "fits several subjects: write one of spanel/subuser/a/editor, spanel/subuser/b/editor",
    );
    expect(matches('\ufeffperson;system;subject\r\n"Berg, Anna";vms;anna\r\n')).toEqual([
      { person: "Berg, Anna", system: "vms", subject: "anna" },
    ]);
    expect(() => matches("who,what\na,b")).toThrow("must have the header person,system,subject");
    expect(() => matches("person,system,subject\na,gitlab,b")).toThrow('names the system "gitlab"');
  });
});

describe("a file that is there", () => {
  const once = async () => {
    addSamplePeople(sandbox);
    return (await adopted(env)).text ?? "";
  };

  test("agrees with live access until somebody changes that, and then it is named who gained and lost what", async () => {
    const text = (await once()).replace(
      /( {2}login: "guard@example.com",\n)( {2}permissions: .*\n)/,
      "  // ours\n$2$1",
    );
    const check = () => adopted(env, { mode: "check", text });
    const first = await check();
    expect([exitStatus(first.report), first.text, first.report.summary.agrees]).toEqual([
      0,
      undefined,
      entriesIn(text).length,
    ]);
    sandbox.vms.install.users.get("guard@example.com")?.permissions.add("ptz");
    sandbox.vms.install.users.get("test@mail.com")?.permissions.delete("layouts-index");
    sandbox.hostup.account.widen("partner@example.com", "accessAllVps");
    const second = await check();
    expect(exitStatus(second.report)).toBe(2);
    const changed = second.report.subjects.filter(({ status }) => status === "differs");
    expect(changed.map(({ name, gained, lost }) => [name, gained, lost])).toEqual([
      ["vms/guard@example.com", ["ptz"], []],
      ["vms/test@mail.com", [], ["layouts-index"]],
    ]);
  });

  test("is told of people who are not in it, and of those who are gone", async () => {
    const text = await once();
    sandbox.vms.install.addUser("newcomer@example.com");
    sandbox.vms.install.users.delete("test@mail.com");
    const outcome = await adopted(env, { mode: "check", text });
    expect(statusOf(outcome, "newcomer@example.com")?.status).toBe("new");
    expect(statusOf(outcome, "test@mail.com")).toMatchObject({ status: "differs", why: "does not exist" });
    expect(exitStatus(outcome.report)).toBe(2);
  });

  test("gets newcomers and nobody twice, however it names people, and cannot be added to where it is wrong", async () => {
    const [company] = bakers();
    const text = await once();
    const entry = sandbox.bakeronline.bakery.entry(15, "baker@example.com");
    expect(company?.has(entry?.id ?? 0)).toBe(true);
    const edited = text
      .replace('email: "baker@example.com"', `userPermissionId: ${entry?.id}`)
      .replace('new VmsUserPermissions("vms/guard@example.com"', 'const guardian = new VmsUserPermissions("guard"');
    sandbox.vms.install.addUser("newcomer@example.com");
    const added = await adopted(env, { mode: "add", text: edited });
    expect(added.report.summary).toMatchObject({ adoptable: 1, failed: 0 });
    const before = entriesIn(edited).map(({ name }) => name);
    expect(entriesIn(added.text).filter(({ name }) => !before.includes(name))).toMatchObject([
      { name: "vms/newcomer@example.com", args: { login: "newcomer@example.com" } },
    ]);
    const again = await adopted(env, { mode: "add", text: added.text });
    expect([again.text, exitStatus(again.report)]).toEqual([undefined, 0]);
    const wrong = await adopted(env, { mode: "add", text: edited.replace("companyId: 15", 'companyId: "15"') });
    expect([wrong.text, exitStatus(wrong.report)]).toEqual([undefined, 1]);
    await expect(
      adopted(env, { mode: "add", text: edited.replace('login: "guard@example.com"', "login") }),
    ).rejects.toThrow("its text alone does not tell who is in it");
  });
});

describe("the report", () => {
  test("is told in every format, whatever people are called", async () => {
    const name = "<b>|`x`|\u202e";
    sandbox.spanel.server.addAccount("shop").subusers.set(name, {});
    const { report } = await adopted(env);
    expect(JSON.parse(json(report))).toEqual(JSON.parse(JSON.stringify(report)));
    for (const format of [json, markdown, html]) expect(format(report)).not.toContain("\u202e");
    expect(html(report)).not.toContain("<b>|");
    expect(html(report)).toContain("U+202E");
    expect(markdown(report)).toMatch(/\| not-adoptable \|/);
    expect(plainText(report, { isColoured: false })).toContain("1 not adoptable, and left out");
  });
});

describe("the command", () => {
  const adopt = (...args: readonly string[]) => runCommand(["adopt", ...args], { env });

  test("writes one file for its owner alone, refuses to overwrite it, checks it, and enters newcomers", async () => {
    addSamplePeople(sandbox);
    const file = join(folder, "index.ts");
    const contacts = join(folder, "contacts.txt");
    writeFileSync(contacts, "14059\r\n\r\n14060\n");
    const page = join(folder, "report.html");
    const first = await adopt("--output", file, "--contacts", contacts, "--report", page);
    expect([first.status, first.stderr]).toEqual([0, expect.stringContaining("It names people")]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(page).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, "utf8");
    for (const secret of [
      sandbox.hostup.apiKey,
      sandbox.spanel.token,
      sandbox.vms.adminPassword,
      sandbox.bakeronline.accessToken,
    ])
      expect(`${text}${first.stdout}${first.stderr}${readFileSync(page, "utf8")}`).not.toContain(secret);
    const again = await adopt("--output", file);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining("is not overwritten")]);
    const check = await adopt("--output", file, "--check");
    expect([check.status, check.stdout]).toEqual([0, expect.stringContaining("as the file says")]);
    sandbox.hostup.account.grant(14059, "accessAllVps");
    const differing = await adopt("--output", file, "--check");
    expect([differing.status, differing.stdout]).toEqual([
      2,
      expect.stringMatching(/differs.*14059[\s\S]*\+ accessAllVps/),
    ]);
    sandbox.hostup.account.revoke(14059, "accessAllVps");
    sandbox.vms.install.addUser("newcomer@example.com");
    chmodSync(file, 0o640);
    expect((await adopt("--output", file, "--add")).status).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readFileSync(file, "utf8")).toContain("newcomer@example.com");
  });

  test("prints the program, with the report beside it", async () => {
    addSamplePeople(sandbox);
    const { status, stdout, stderr } = await adopt("--system", "vms");
    expect([status, entriesIn(stdout)]).toEqual([
      0,
      expect.arrayContaining([expect.objectContaining({ name: "vms/test@mail.com" })]),
    ]);
    expect(stderr).toContain("3 adopted");
  });

  test("names the connection where it is not the default one, and nobody twice whom two connections show", async () => {
    sandbox.spanel.server.addAccount("shop").subusers.set("editor", "all");
    const second = {
      SPANEL_WEB1_URL: "SPANEL_URL",
      SPANEL_WEB1_TOKEN: "SPANEL_TOKEN",
      SPANEL_WEB1_FINGERPRINT: "SPANEL_FINGERPRINT",
    };
    const both = { ...env, ...Object.fromEntries(Object.entries(second).map(([own, of]) => [own, env[of] ?? ""])) };
    const named = await runCommand(["adopt", "--connection", "web1"], { env: both });
    expect(entriesIn(named.stdout)).toMatchObject([
      { name: "spanel@web1/subuser/shop/editor", args: { connection: "web1", username: "editor" } },
    ]);
    const all = await runCommand(["adopt", "--system", "spanel"], { env: both });
    expect(entriesIn(all.stdout)).toHaveLength(1);
    const unclear = await runCommand(["adopt", "--account", "shop"], { env: both });
    expect([unclear.status, unclear.stderr]).toEqual([1, expect.stringContaining("choose one by --connection")]);
  });

  test.each([
    [["--format", "yaml", "--add", "--output", "x"], "into programs in TypeScript only"],
    [["--check"], "--check works on a file: name it by --output"],
    [["--add", "--check", "--output", "x"], "choose one of them"],
    [["--contact", "x"], "It must be a whole number"],
    [["--report", "x.pdf"], "Its ending must be one of"],
    [["--check", "--output", "/nowhere/index.ts"], "--output /nowhere/index.ts cannot be read"],
  ])("says what is wrong with %j", async (args, words) => {
    const { status, stderr } = await adopt(...args);
    expect([status, stderr]).toEqual([1, expect.stringContaining(words)]);
  });

  test("leaves no file where a list breaks off", async () => {
    const file = join(folder, "index.ts");
    sandbox.faults.add({ kind: "status", status: 403, system: "bakeronline", times: 99 });
    const { status, stdout } = await adopt("--output", file);
    expect([status, existsSync(file), stdout]).toEqual([1, false, expect.stringContaining("Nothing was written")]);
  });
});
