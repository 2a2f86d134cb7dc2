import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { html } from "../../cli/plan/formats/html.js";
import { json } from "../../cli/plan/formats/json.js";
import { markdown } from "../../cli/plan/formats/markdown.js";
import { text } from "../../cli/plan/formats/text.js";
import { planReport } from "../../cli/plan/planReport.js";
import { parsePreview, secretsBetween } from "../../cli/plan/preview.js";
import { exitStatus, type PlannedSubject, type PlanReport, planJsonSchema, summaryOf } from "../../cli/plan/report.js";
import manifest from "../../package.json";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { definition } from "../../provider/systems/hostup/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "../support/contextFor.js";
import { type GivenStep, previewOf, printed } from "../support/previewOf.js";
import { runCommand } from "../support/runCommand.js";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const path = "hostup/ContactPermissions";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

/** A contact's resource, created. */
async function contact(contactId: number, args: object = {}) {
  sandbox.hostup.account.addContact(contactId);
  const handlers = defineHandlers(definition, contextFor(sandbox.env));
  const { inputs } = handlers.check({ contactId, canViewInvoices: true, ...args });
  return { inputs, ...(await handlers.create(inputs)) };
}
const plan = (...steps: readonly GivenStep[]) => planReport(previewOf(...steps), contextFor(sandbox.env));

describe("a replacement", () => {
  test("is two entries with one urn, of which one loses and one gains", async () => {
    const { id, outputs } = await contact(1);
    sandbox.hostup.account.addContact(2);
    const inputs = { contactId: 2, canViewInvoices: true };
    const { subjects, summary } = await plan({ operation: "replace", path, before: { id, outputs }, inputs });
    expect(subjects.map(({ urn }) => urn)).toEqual([subjects[0]?.urn, subjects[0]?.urn]);
    expect(subjects).toMatchObject([
      { status: "replaced", subject: "HostUp contact 1", revokes: ["canViewInvoices"], losesEverything: true },
      { status: "replaced", subject: "HostUp contact 2", grants: ["canViewInvoices"], losesEverything: false },
    ]);
    expect(summary).toMatchObject({ replaced: 2, losingEverything: 1 });
  });

  test("of the same subject, as with --replace, changes nobody, and knows what was there before", async () => {
    const { id, outputs, inputs } = await contact(3, { onDelete: "restore" });
    const { subjects } = await plan({ operation: "replace", path, before: { id, outputs }, inputs });
    expect(subjects.flatMap(({ grants, revokes }) => [...grants, ...revokes])).toEqual([]);
  });
});

test("what goes over to a resource that keeps the rest loses only what the old one made", async () => {
  const keep = { unlisted: "keep", canOpenTickets: true };
  const { id, outputs } = await contact(4, keep);
  const steps = [
    { operation: "delete", path, name: "old", before: { id, outputs } },
    { operation: "create", path, name: "new", inputs: { contactId: 4, canViewInvoices: true, unlisted: "keep" } },
  ];
  const { subjects } = await plan(...steps);
  expect(subjects.find(({ name }) => name === "old")).toMatchObject({
    revokes: ["canOpenTickets"],
    losesEverything: false,
  });
});

test("a hand-over that up would refuse, because only the old resource knows what was there before, is a failure of the plan", async () => {
  sandbox.hostup.account.addContact(9, ["canPlaceOrders"]);
  const handlers = defineHandlers(definition, contextFor(sandbox.env));
  const { inputs } = handlers.check({ contactId: 9, canViewInvoices: true, onDelete: "restore" });
  const { id, outputs } = await handlers.create(inputs);
  const report = await plan(
    { operation: "delete", path, name: "old", before: { id, outputs } },
    { operation: "create", path, name: "new", inputs },
  );
  expect(report.subjects[0]).toMatchObject({ name: "old", status: "failed", revokes: [] });
  expect(report.subjects[0]?.error).toContain("its access before the first write was canPlaceOrders");
  expect(exitStatus(report, 9)).toBe(1);
});

test("what retainOnDelete keeps changes nobody", async () => {
  const { id, outputs } = await contact(5);
  const report = await plan({ operation: "delete", path, before: { id, outputs, isRetained: true } });
  expect(report.subjects).toMatchObject([{ status: "removed", revokes: [], losesEverything: false }]);
  expect(report.subjects[0]?.remark).toContain("retainOnDelete");
  expect(exitStatus(report, 0)).toBe(0);
});

test("who loses everything is measured on live access: who had nothing loses nothing", async () => {
  const { id, outputs } = await contact(6);
  sandbox.hostup.account.revoke(6, "canViewInvoices");
  const report = await plan({ operation: "delete", path, before: { id, outputs } });
  expect(report.subjects).toMatchObject([{ status: "removed", revokes: [], losesEverything: false }]);
});

test("what is not known before up is said so, and is no failure", async () => {
  const report = await plan(
    { operation: "create", path, name: "who", inputs: { contactId: unknown } },
    { operation: "create", path, name: "what", inputs: { contactId: 1, canOpenTickets: unknown } },
  );
  expect(report.subjects.map(({ status }) => status)).toEqual(["unknown", "unknown"]);
  expect(exitStatus(report, 0)).toBe(2);
});

test("an import is foretold once, with the update that comes with it, and changes nothing where the program says what is there", async () => {
  const { id, outputs, inputs } = await contact(7);
  const before = { id, outputs };
  const same = await plan({ operation: "import", path, name: "a", inputs });
  expect(same.subjects).toMatchObject([{ name: "a", status: "new", grants: [], revokes: [] }]);
  const changed = await plan(
    { operation: "import", path, name: "b", inputs },
    { operation: "update", path, name: "b", before, inputs: { ...inputs, canPlaceOrders: true } },
  );
  expect(changed.subjects).toMatchObject([{ name: "b", status: "changes", grants: ["canPlaceOrders"] }]);
});

test("somebody who does not exist, a step and a kind that nobody knows are failures, each by itself", async () => {
  const { id, outputs, inputs } = await contact(7);
  const before = { id, outputs };
  const report = await plan(
    { operation: "create", path, name: "a", inputs: { contactId: 404 } },
    { operation: "merge", path, name: "b", before, inputs },
    { operation: "create", path: "hostup/Future", name: "c", inputs },
    { operation: "same", path, name: "d", before, inputs },
    { operation: "create", path: "access/AccessGuard", name: "guard", inputs: {} },
  );
  expect(report.subjects.map(({ name, status }) => [name, status])).toEqual([
    ["a", "failed"],
    ["b", "failed"],
    ["c", "failed"],
    ["d", "unchanged"],
  ]);
  expect(report.subjects[0]?.error).toContain("HostUp contact 404 does not exist");
  expect(exitStatus(report, 0)).toBe(1);
});

describe("the preview", () => {
  const given = () => previewOf({ operation: "create", path, name: "anna", inputs: { contactId: 1 } });

  test("is read as the CLI prints it", () => {
    expect(parsePreview(printed(given()))).toEqual(given());
    expect(parsePreview(`\ufeff${printed(previewOf())}`)).toEqual({ stack: "", steps: [] });
  });

  test("that failed or broke off is an error, never a plan with fewer removals", () => {
    const diagnostics = [{ severity: "error", message: "error: contactId is wrong\n" }];
    expect(() => parsePreview(printed(given(), { diagnostics }))).toThrow(
      "The preview failed, so there is no plan: error: contactId is wrong",
    );
    expect(() => parsePreview(printed(given(), { changeSummary: undefined }))).toThrow("it broke off");
    expect(() => parsePreview("Previewing update (dev)")).toThrow("it is not JSON");
    expect(() => parsePreview('{"steps": 1}')).toThrow("This is not what `pulumi preview --json` prints");
  });

  test("with masked secrets is unknown, with what to do", async () => {
    const steps = [{ operation: "create", path, name: "anna", inputs: { contactId: "[secret]" } }];
    const { subjects } = await planReport(parsePreview(printed(previewOf(...steps))), contextFor(sandbox.env));
    expect(subjects).toMatchObject([{ status: "unknown", error: expect.stringContaining("--show-secrets") }]);
  });

  test("tells by comparison which values are secret", () => {
    const masked = { a: "[secret]", b: ["x", "[secret]"], c: { d: "[secret]" }, e: "[secret]" };
    const clear = { a: "anna@example.com", b: ["x", 14059], c: { d: { f: ["g"] } }, e: "[secret]" };
    expect(secretsBetween(masked, clear)).toEqual(["anna@example.com", "14059", "g"]);
  });
});

const planned = (name: string, more: Partial<PlannedSubject> = {}): PlannedSubject => ({
  ...{ name, urn: `urn:pulumi:dev::company::t::${name}`, type: "t", system: "hostup", connection: "default" },
  ...{
    subject: `HostUp contact ${name}`,
    status: "unchanged",
    grants: [],
    revokes: [],
    losesEverything: false,
    ...more,
  },
});
const reportOf = (...subjects: PlannedSubject[]): PlanReport => ({
  ...{ version: 1, stack: "dev", checkedAt: "2026-11-25T10:00:00.000Z", summary: summaryOf(subjects), subjects },
});
const root = planned("root", {
  system: "spanel",
  subject: "SPanel admin ops",
  status: "removed",
  revokes: ["*"],
  losesEverything: true,
});
const report = reportOf(
  root,
  planned("anna", { status: "changes", grants: ["canOpenTickets"], revokes: ["canPlaceOrders"], connection: "second" }),
  planned("bert", { status: "unobservable", error: "cannot be read" }),
  planned("carl"),
);
const hostile = "<img src=x onerror=alert(1)> | `code` @everyone \u001b[31m [link](http://x)";

describe("reports", () => {
  test("for people name who loses everything first, full root in words, and count who stays", () => {
    expect(text(report, { isColoured: false })).toBe(
      [
        "removed       root (SPanel admin ops): loses everything",
        "              - full root access (*)",
        "changes       anna (HostUp contact anna, connection second)",
        "              - canPlaceOrders",
        "              + canOpenTickets",
        "unobservable  bert (HostUp contact bert)",
        "              ! cannot be read",
        "dev: 4 subjects: 1 would lose everything, 1 would lose something, 1 would gain something, 1 cannot be read",
        "",
      ].join("\n"),
    );
    expect(text(reportOf(planned("carl")), { isColoured: false })).toBe("dev: 1 subject: nobody's access changes\n");
  });

  test("as JSON follow the schema that the package publishes, with grants by their names", () => {
    const published: unknown = JSON.parse(readFileSync("cli/plan/plan-report.schema.json", "utf8"));
    expect(published).toEqual(JSON.parse(JSON.stringify(planJsonSchema())));
    expect(manifest.exports["./plan-report.schema.json"]).toBe("./cli/plan/plan-report.schema.json");
    const validate = new Ajv({ strict: false, formats: { "date-time": true } }).compile(planJsonSchema());
    expect(validate(JSON.parse(json(report)))).toBe(true);
    expect(JSON.parse(json(report))).toMatchObject({ subjects: [{ revokes: ["*"] }, {}, {}, {}] });
    expect(validate({ ...report, summary: {} })).toBe(false);
  });

  test("for a forge begin with a mark, and cut at whole rows below its limit", () => {
    expect(markdown(report).split("\n").slice(0, 8)).toEqual([
      "<!-- pulumi-permissions plan dev -->",
      "## What `pulumi up` would do to access in `dev`",
      "",
      expect.stringContaining("1 would lose everything"),
      "",
      "|  | who | loses | gains |  |",
      "| --- | --- | --- | --- | --- |",
      "| removed | `root (SPanel admin ops)` | **everything**: `full root access (*)` | – |  |",
    ]);
    const many = Array.from({ length: 3_000 }, (_, index) => planned(`p${index}`, { status: "new", grants: ["a"] }));
    expect(markdown(reportOf(...many)).length).toBeLessThan(61_000);
    expect(markdown(reportOf(...many))).toMatch(/\d+ more lines did not fit here/);
  });

  test.each([
    ["text", text(reportOf(planned(hostile, { status: "new", remark: hostile })), { isColoured: false })],
    ["markdown", markdown(reportOf(planned(hostile, { status: "new", grants: [hostile], error: hostile })))],
    ["html", html(reportOf(planned(hostile, { status: "new", grants: [hostile], subject: hostile, error: hostile })))],
  ])("keep hostile names text: %s", (format, written) => {
    expect(written).not.toContain("\u001b");
    // In a code span of a forge nothing is markup.
    const bare = format === "markdown" ? written.replaceAll(/(`+) .*? \1/g, "") : written;
    if (format !== "text") expect(bare).not.toContain("<img");
    if (format === "markdown") expect(bare).not.toMatch(/@everyone|\[link\]/);
  });

  test("as a page need no script, and no network", () => {
    expect(html(report)).toContain("default-src 'none'");
    expect(html(report)).toContain("<del>−\u00a0full root access (*)</del>");
    expect(html(report)).not.toContain("<script");
    expect(html(report)).toContain("1 subject stays as they are.");
  });
});

test("exit status: failures and too many losses first, then changes; what cannot be read alone is none", () => {
  const status = (maxLosing: number, ...subjects: PlannedSubject[]) => exitStatus(reportOf(...subjects), maxLosing);
  expect(status(9, planned("a"), planned("b", { status: "unobservable" }))).toBe(0);
  expect(status(9, planned("a", { status: "removed" }))).toBe(0);
  expect(status(9, planned("a", { status: "unknown" }))).toBe(2);
  expect(status(9, root)).toBe(2);
  expect(status(1, root)).toBe(2);
  expect(status(0, root)).toBe(1);
  expect(status(9, root, planned("a", { status: "failed" }))).toBe(1);
});

test("the command reads a preview from standard input, with the environment's connections, and ends with the status", async () => {
  const { id, outputs } = await contact(8);
  const input = printed(previewOf({ operation: "delete", path, name: "anna", before: { id, outputs } }));
  const args = ["plan", "--preview", "-"];
  expect(await runCommand(args, { env: sandbox.env, input })).toEqual({
    status: 2,
    stdout:
      "removed       anna (HostUp contact 8): loses everything\n              - canViewInvoices\ndev: 1 subject: 1 would lose everything\n",
    stderr: "",
  });
  const { status, stderr } = await runCommand([...args, "--max-losing", "0"], { env: sandbox.env, input });
  expect([status, stderr]).toEqual([1, "1 person would lose everything, and --max-losing allows 0.\n"]);
  expect((await runCommand([...args, "--max-losing", "few"], { env: sandbox.env, input })).stderr).toContain(
    "whole number",
  );
}, 60_000);
