import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { parse } from "csv-parse/sync";
import { parseDeployment, type StoredResource } from "../../cli/drift/deployment.js";
import { applied } from "../../cli/who/applied.js";
import { endOf } from "../../cli/who/endOf.js";
import { csv } from "../../cli/who/formats/csv.js";
import { html } from "../../cli/who/formats/html.js";
import { json } from "../../cli/who/formats/json.js";
import { markdown } from "../../cli/who/formats/markdown.js";
import { text } from "../../cli/who/formats/text.js";
import { live } from "../../cli/who/live.js";
import { matching } from "../../cli/who/pattern.js";
import { type WhoReport, whoJsonSchema } from "../../cli/who/report.js";
import { requireKnownGrant, systemsKnowing } from "../../cli/who/requireKnownGrant.js";
import { type Asked, answered } from "../../cli/who/whoReport.js";
import { withoutSecrets } from "../../cli/who/withoutSecrets.js";
import manifest from "../../package.json";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { companyOf, meddled } from "../support/company.js";
import { contextFor } from "../support/contextFor.js";
import { runCommand } from "../support/runCommand.js";

jest.setTimeout(60_000);

const names = ["hostup", "spanel", "vms", "bakeronline"];
const checkedAt = "2026-11-26T10:00:00.000Z";
const now = Date.parse(checkedAt);
const writtenAt = "2026-11-20T10:00:00.000Z";

/** A resource as a state has it. */
function stored(
  kind: string,
  name: string,
  id: string,
  args: Record<string, unknown>,
  declared: readonly string[],
  record: object = {},
): StoredResource {
  const type = `pulumi-nodejs:dynamic/${kind.replace("/", ":")}`;
  const state = { version: 1, declared, writtenAt, verified: true, ...record };
  const outputs = { ...args, baseline: null, __state: state };
  return { urn: `urn:pulumi:dev::company::${type}::${name}`, type, id, kind, outputs, secrets: [] };
}
const contact = (name: string, contactId: number, grants: readonly string[], more: object = {}, record: object = {}) =>
  stored("hostup/ContactPermissions", name, String(contactId), { contactId, ...more }, grants, record);
const subuser = (username: string, grants: readonly string[], more: object = {}) =>
  stored(
    "spanel/SpanelUserPrivileges",
    username,
    `subuser/shop/${username}`,
    { kind: "subuser", accountUser: "shop", username, permissions: { domain: ["domains"] }, ...more },
    grants,
  );
const delegates = (grants: readonly string[]) =>
  stored("hostup/DelegatedAccess", "partners", "delegated-access", { allowed: [] }, grants);

const ask = (resources: readonly StoredResource[], asked: Partial<Asked> & { readonly who?: string } = {}) =>
  answered(
    applied(resources, names),
    { now, ...asked, matches: matching(asked.who) },
    { stack: "dev", at: "applied", checkedAt },
  );
const found = (resources: readonly StoredResource[], asked: Partial<Asked> & { readonly who?: string } = {}) =>
  ask(resources, asked).report.rows.map(({ name, grant, through }) => [name, grant, ...(through ? [through] : [])]);

test("--grant finds who holds a wider grant, and says which; a wide grant of one system gives nothing in another", () => {
  const people = [
    subuser("root", ["*"]),
    subuser("category", ["email/*"]),
    subuser("page", ["email/forwarders"]),
    subuser("other", ["domain/*"]),
    contact("anna", 14059, ["canPlaceOrders"]),
  ];
  expect(found(people, { grant: "email/forwarders" })).toEqual([
    ["category", "email/forwarders", "email/*"],
    ["page", "email/forwarders"],
    ["root", "email/forwarders", "*"],
  ]);
  expect(found(people, { grant: "canPlaceOrders" })).toEqual([["anna", "canPlaceOrders"]]);
  expect(found(people, { grant: "*" })).toEqual([["root", "*"]]);
});

test("what only the system knows to be included is named among what is not known, never as held", () => {
  const people = [
    contact("wide", 1, ["accessAllVps"]),
    contact("both", 2, ["accessAllVps", "service:14101"]),
    contact("domains", 3, ["accessAllDomains"]),
  ];
  expect(found(people, { grant: "service:14101" })).toEqual([["both", "service:14101"]]);
  expect(ask(people, { grant: "service:14101" }).report.unknown).toContainEqual(
    expect.objectContaining({
      subject: "HostUp contact 1",
      why: expect.stringContaining("accessAllVps, which may give"),
    }),
  );
  expect(found(people, { grant: "domain:21266" })).toEqual([["domains", "domain:21266", "accessAllDomains"]]);
});

test("a delegate is found by their own address, with what the delegation gives; one that is left open may give anything", () => {
  const given = [
    "delegate:open@example.com",
    "delegate:partner@example.com",
    "delegate:partner@example.com/canPlaceOrders",
  ];
  const { report } = ask([delegates(given)], { grant: "canPlaceOrders" });
  expect(report.rows).toMatchObject([
    { person: "partner@example.com", grant: "canPlaceOrders", through: "delegate:partner@example.com/canPlaceOrders" },
  ]);
  expect(report.unknown.map(({ why }) => why).join()).toContain(
    "holds delegate:open@example.com, which may give canPlaceOrders",
  );
  expect(found([delegates(given)], { who: "partner@example.com" })).toHaveLength(2);
});

test("people are found by whole words of a name, an address, a login or a number, whatever their case", () => {
  for (const name of ["annaVms", "AnnaBerg", "anna2"]) expect([name, matching("anna")([name])]).toEqual([name, true]);
  expect(matching("anna")(["Johanna", "annabel"])).toBe(false);
  // As long as a name may be, and as many stars as somebody may type.
  expect(matching(`${"*".repeat(40)}x`)(["a".repeat(60)])).toBe(false);
  const anna = ["anna-hostup", "14059", "Anna.Berg@example.com", "Åsa"];
  for (const pattern of [
    "anna",
    "ANNA",
    "14059",
    "anna.berg@example.com",
    "berg",
    "an*",
    "anna hostup",
    "åsa",
    "*berg@*",
  ])
    expect([pattern, matching(pattern)(anna)]).toEqual([pattern, true]);
  for (const pattern of ["ann", "1405", "nna", "anna.*x", "[a-z]+", "example.org"])
    expect([pattern, matching(pattern)(anna)]).toEqual([pattern, false]);
});

test("a component of the program finds all that it declared, by its name, and with --owner by its type", () => {
  const stack = "urn:pulumi:dev::company::pulumi:pulumi:Stack::company-dev";
  const team = "urn:pulumi:dev::company::company:index:Team::bakery";
  const person = "urn:pulumi:dev::company::company:index:Team$company:index:Person::anna";
  const { urn, id, type, outputs } = contact("books", 14059, ["canViewInvoices"]);
  const __provider = 'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")';
  const resources = [
    { urn: stack, type: "pulumi:pulumi:Stack" },
    { urn: team, type: "company:index:Team", parent: stack },
    { urn: person, type: "company:index:Person", parent: team },
    { urn, id, type, parent: person, outputs: { ...outputs, __provider } },
  ];
  const { resources: own } = parseDeployment(JSON.stringify({ version: 3, deployment: { resources } }));
  for (const asked of [{ who: "anna" }, { who: "bakery" }, { owner: "Team" }, { owner: "anna" }])
    expect(found(own, asked)).toEqual([["books", "canViewInvoices"]]);
  expect(found(own, { owner: "Shop" })).toEqual([]);
  expect(ask(own).report.rows[0]?.owner).toBe("company:index:Person anna");
});

test("the state alone never passes for everything: what it cannot tell is said, in each system and of each person", () => {
  const people = [
    contact("kept", 1, ["canViewInvoices"], { unlisted: "keep" }),
    contact("halfway", 2, ["canViewInvoices"], {}, { verified: false }),
    contact("broken", 3, [], { contactId: "three" }),
    contact("idle", 4, []),
  ];
  const { report, status } = ask(people);
  expect(report.unknown.filter(({ subject }) => subject === undefined).map(({ system }) => system)).toEqual(names);
  const why = Object.fromEntries(report.unknown.flatMap(({ name, why: words }) => (name ? [[name, words]] : [])));
  expect(why).toEqual({
    kept: expect.stringContaining('unlisted: "keep"'),
    halfway: expect.stringContaining("its last update failed"),
    broken: expect.stringContaining("cannot be read"),
  });
  expect(report.nothing).toMatchObject([{ name: "idle" }]);
  expect(status).toBe(0);
  expect(ask(people, { who: "idle" }).status).toBe(0);
  expect(ask(people, { who: "nobody" }).status).toBe(3);
  expect(ask(people, { who: "idle", grant: "canPlaceOrders" }).status).toBe(3);
});

test("an end is a string for all grants, or one for each, a wide name for those below it; a date counts whole where people live", () => {
  const covers = (wider: string, narrower: string) => wider === narrower || narrower.startsWith(wider.replace("*", ""));
  const end = (until: unknown, grant: string, timeZone?: string) => {
    const found = endOf({ args: { until, timeZone }, covers }, grant);
    return found && [found.words, new Date(found.at).toISOString()];
  };
  expect(end("2026-12-31", "a")).toEqual(["2026-12-31", "2027-01-01T00:00:00.000Z"]);
  expect(end("2026-12-31", "a", "Europe/Stockholm")).toEqual([
    "2026-12-31 Europe/Stockholm",
    "2026-12-31T23:00:00.000Z",
  ]);
  expect(end("2026-10-24", "a", "Europe/Stockholm")).toEqual([
    "2026-10-24 Europe/Stockholm",
    "2026-10-24T22:00:00.000Z",
  ]);
  expect(end("2026-12-31T12:00:00+01:00", "a")?.[1]).toBe("2026-12-31T11:00:00.000Z");
  expect(end({ "email/*": "2026-12-01", "email/ftp": "2026-12-31" }, "email/ftp")?.[0]).toBe("2026-12-31");
  expect(end({ "email/*": "2026-12-31" }, "email/forwarders")?.[0]).toBe("2026-12-31");
  expect(end({ "email/*": "2026-12-31" }, "domain/dns")).toBeUndefined();
  expect(end(undefined, "a")).toBeUndefined();
});

test("what is over is said to be over, until an update takes it away", () => {
  const people = [contact("erik", 14062, ["canPlaceOrders"], { until: "2026-11-25" })];
  const { report } = ask(people);
  expect(report.rows).toMatchObject([{ grant: "canPlaceOrders", until: "2026-11-25", ended: true }]);
  expect(text(report, { isColoured: false })).toContain("canPlaceOrders (ended on 2026-11-25)");
  expect(
    ask([contact("eva", 14063, ["canPlaceOrders"], { until: "2026-11-26" })]).report.rows[0]?.ended,
  ).toBeUndefined();
});

test("nobody is found where somebody only perhaps holds what was asked for", () => {
  const { report, status } = ask([contact("wide", 1, ["accessAllVps"])], { grant: "service:14101" });
  expect([report.rows, status]).toEqual([[], 3]);
});

test("--ending lists what ends within that time, or has ended, and nothing that stays", () => {
  const people = [
    contact("soon", 1, ["canViewInvoices", "canPlaceOrders"], { until: { canPlaceOrders: "2026-12-10" } }),
    contact("later", 2, ["canPlaceOrders"], { until: "2027-12-10" }),
    contact("over", 3, ["canPlaceOrders"], { until: "2026-11-01" }),
    contact("stays", 4, ["canPlaceOrders"]),
  ];
  expect(found(people, { endsBefore: now + 30 * 86_400_000 })).toEqual([
    ["over", "canPlaceOrders"],
    ["soon", "canPlaceOrders"],
  ]);
});

test("a grant that no system can have is refused with the nearest one, and one that nobody holds by that name is doubted", () => {
  const { holdings } = applied([subuser("page", ["email/forwarders"]), contact("a", 1, ["custom-right"])], names);
  const refusal = (grant: string, systems: readonly string[] = names) => {
    try {
      return requireKnownGrant(grant, systems, holdings);
    } catch (error) {
      return String(error);
    }
  };
  expect(refusal("canPlaceOrder")).toContain('have no such grant; did you mean "canPlaceOrders"?');
  expect(refusal("canPlaceOrders", ["vms"])).toContain("is a grant of hostup, and --system asks vms alone");
  expect(refusal("email/forwardes")).toContain(
    'Nobody holds email/forwardes by that name; did you mean "email/forwarders"?',
  );
  for (const grant of ["custom-right", "canPlaceOrders", "archives-show", "email/forwarders"])
    expect(refusal(grant)).toBeUndefined();
  expect(systemsKnowing("canPlaceOrders", names, holdings)).toEqual(["hostup"]);
  expect(systemsKnowing("undocumented", names, holdings)).toEqual(names);
});

test("what the stack keeps secret is found by, and never shown", () => {
  const login = "classified@example.com";
  const hidden = stored("vms/VmsUserPermissions", "guard", login, { login, permissions: [] }, ["archives-show"]);
  const partners = delegates([`delegate:${login}`]);
  const resources = [{ ...hidden, secrets: [login] }, partners];
  const { report } = ask(resources, { who: login });
  expect(report.rows).toHaveLength(2);
  const shown = withoutSecrets(report, { resources });
  for (const written of [json(shown), csv(shown), text(shown, { isColoured: false }), markdown(shown), html(shown)]) {
    expect(written).not.toContain("classified");
    expect(written).toContain("[secret]");
  }
});

describe("the formats", () => {
  const hostile = '=HYPERLINK("http://evil.example") | @everyone <b> \u001b[31m\u202e\n- x';
  const report: WhoReport = {
    ...{ version: 1, stack: "dev", at: "live", checkedAt },
    ...ask([contact("anna", 14059, ["canPlaceOrders"]), subuser("root", ["*"]), contact("idle", 4, [])]).report,
    unknown: [{ system: "vms", why: "the VMS shows its users to administrators only" }],
  };
  const named: WhoReport = {
    ...report,
    rows: [
      { ...ask([contact("anna", 1, ["canPlaceOrders"])]).report.rows, name: hostile, urn: "", ...person(hostile) },
    ],
  };
  function person(words: string) {
    return { system: "vms", connection: "default", subject: words, grant: words, seen: "unmanaged" } as const;
  }

  test("all end with what is not known", () => {
    for (const written of [text(report, { isColoured: false }), csv(report), json(report), markdown(report)])
      expect(written).toContain("the VMS shows its users to administrators only");
    expect(text(report, { isColoured: false })).toContain("full root access (*)");
  });

  test("JSON follows the schema that the package publishes", () => {
    const published: unknown = JSON.parse(readFileSync("cli/who/who-report.schema.json", "utf8"));
    expect(published).toEqual(JSON.parse(JSON.stringify(whoJsonSchema())));
    expect(manifest.exports["./who-report.schema.json"]).toBe("./cli/who/who-report.schema.json");
    expect(manifest.files).toContain("cli/who/who-report.schema.json");
    const validate = new Ajv({ strict: false, formats: { "date-time": true } }).compile(whoJsonSchema());
    expect([validate(JSON.parse(json(report))), validate.errors]).toEqual([true, null]);
    expect(validate({ ...report, at: "declared" })).toBe(false);
  });

  test("CSV has a row for each person and grant, for who holds nothing and for what is not known, and no formula", () => {
    expect(csv(report).startsWith("\ufeffseen,person,name,")).toBe(true);
    const rows: unknown[] = parse(csv(report), { bom: true, columns: true });
    expect(rows).toMatchObject([
      { seen: "applied", name: "anna", grant: "canPlaceOrders" },
      { seen: "applied", name: "root", grant: "*" },
      { seen: "nothing", name: "idle", grant: "" },
      { seen: "unknown", system: "vms", why: "the VMS shows its users to administrators only" },
    ]);
    const cells: string[][] = parse(csv(named), { bom: true });
    for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(csv(named)).not.toContain("\u001b");
  });

  test("names steer no terminal, and are neither mentions nor markup in a forge", () => {
    for (const character of ["\u202e", "\u001b"]) expect(text(named, { isColoured: false })).not.toContain(character);
    const outside = markdown(named)
      .split("\n")
      .find((line) => line.includes("everyone"))
      ?.replaceAll(/<\/?code>/g, "");
    expect(outside).not.toMatch(/[<@]/);
  });
});

describe("the command", () => {
  let sandbox: Sandbox;
  let state: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    state = await companyOf(30, sandbox);
    meddled(sandbox);
  });
  afterAll(() => sandbox.close());
  const who = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCommand(["who", "--deployment", "-", ...args], { env, input: state });

  test("answers from the state without a request and without credentials, with a status that tells", async () => {
    sandbox.log.clear();
    const { status, stdout } = await who(["anna-berg", "--format", "json"]);
    expect([status, sandbox.log.requests.length]).toEqual([0, 0]);
    expect(JSON.parse(stdout).rows.map(({ system }: { system: string }) => system)).toEqual(
      expect.arrayContaining(names),
    );
    expect(await who(["anna-brg"])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('did you mean "anna-berg"'),
    });
    for (const [args, words] of [
      [["--ending", "soon"], "It must be a time such as 12h, 30d or 90d."],
      [["--system", "hostap"], 'did you mean "hostup"?'],
      [["--grant", "canPlaceOrder"], 'did you mean "canPlaceOrders"?'],
      [["--format", "pdf"], "Allowed choices are"],
      [[" "], "It is empty: leave it out for everybody."],
    ] as const)
      expect(await who(args)).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining(words) });
  });

  test("--at live names what a resource leaves alone: they hold it all the same", async () => {
    sandbox.hostup.account.addContact(77, ["canViewInvoices", "canPlaceOrders"]);
    const kept = contact("kept", 77, ["canViewInvoices"], { unlisted: "keep", canViewInvoices: true });
    const { holdings } = await live([kept], ["hostup"], contextFor(sandbox.env), () => undefined);
    expect(holdings.find(({ name }) => name === "kept")?.grants).toEqual([
      { grant: "canViewInvoices", seen: "live" },
      { grant: "canPlaceOrders", seen: "unmanaged" },
    ]);
  });

  test("--at live shows drift and people without a resource, and fails where somebody who was asked for cannot be read", async () => {
    const whoLive = (...args: string[]) => who([...args, "--at", "live"], sandbox.env);
    const orders = await whoLive("--grant", "canPlaceOrders");
    expect(orders.status).toBe(0);
    expect(orders.stdout).toContain("+ canPlaceOrders (gained: held, but not applied)");
    expect((await whoLive("14006")).stdout).toContain("- canViewInvoices (lost: applied, but not held)");
    const stranger = await whoLive("former.colleague@example.com");
    expect(stranger).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("permissions (no resource declares it)"),
    });
    const unread = await whoLive("webshop");
    expect(unread).toMatchObject({ status: 1, stdout: expect.stringContaining("not known  webshop") });
    const unreachable = await who(["anna-berg", "--at", "live"], { ...sandbox.env, HOSTUP_API_KEY: "wrong" });
    expect(unreachable).toMatchObject({ status: 1, stdout: expect.stringContaining("not known    anna-berg") });
  });
});
