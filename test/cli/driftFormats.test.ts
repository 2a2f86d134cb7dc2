import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { z } from "zod";
import { html } from "../../cli/drift/formats/html.js";
import { json, reportJsonSchema } from "../../cli/drift/formats/json.js";
import { markdown } from "../../cli/drift/formats/markdown.js";
import { text } from "../../cli/drift/formats/text.js";
import { type Report, type ReportedResource, reportSchema, summaryOf } from "../../cli/drift/report.js";
import manifest from "../../package.json";

const common = { type: "pulumi-nodejs:dynamic/hostup:ContactPermissions", system: "hostup", connection: "default" };
const resource = (subject: string, more: Partial<ReportedResource> = {}): ReportedResource => ({
  ...common,
  name: subject,
  urn: `urn:pulumi:dev::company::${common.type}::${subject}`,
  subject,
  status: "in-sync",
  gained: [],
  lost: [],
  ...more,
});
const reportOf = (resources: ReportedResource[], unmanaged: Report["unmanaged"] = []): Report => {
  return {
    version: 1,
    stack: "dev",
    checkedAt: "2026-11-22T10:00:00.000Z",
    summary: summaryOf(resources, unmanaged),
    resources,
    unmanaged,
  };
};
const report = reportOf(
  [
    resource("HostUp contact 1"),
    resource("HostUp contact 2", { status: "drifted", gained: ["canPlaceOrders"], lost: ["service:14101"] }),
    resource("SPanel account shop", { status: "unobservable", error: "it cannot be read", connection: "web1" }),
    resource("VMS user gone@example.com", { status: "gone" }),
    resource("BakerOnline user x", { status: "failed", error: "no answer" }),
    resource("HostUp contact 3", { corrected: { grant: ["canViewInvoices"], revoke: [] } }),
  ],
  [
    {
      system: "bakeronline",
      connection: "default",
      scope: "company 15",
      subject: "intern@example.com",
      grants: ["shop:11"],
    },
  ],
);
const hostile = "<img src=x onerror=alert(1)> | `code` @everyone \u001b[31m\u202e [link](http://x)";

describe("JSON", () => {
  test("is valid by the schema that the package publishes", () => {
    const published: unknown = JSON.parse(readFileSync("cli/drift/drift-report.schema.json", "utf8"));
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
    expect(manifest.exports["./drift-report.schema.json"]).toBe("./cli/drift/drift-report.schema.json");
    const validate = new Ajv({ strict: false, formats: { "date-time": true } }).compile(reportJsonSchema());
    expect(validate(JSON.parse(json(report)))).toBe(true);
    expect(validate({ ...report, summary: {} })).toBe(false);
  });
});

test("whoever reads reports by the first schema can read those of today, with everything that has been added", () => {
  const first: unknown = JSON.parse(readFileSync("test/cli/fixtures/drift-report.first.schema.json", "utf8"));
  const full = reportSchema.parse({
    ...report,
    resources: report.resources.map((one) => ({
      ...one,
      appliedAt: report.checkedAt,
      expired: ["canPlaceOrders"],
      held: ["canPlaceOrders"],
      planned: { grant: [], revoke: ["canPlaceOrders"] },
    })),
  });
  const validate = new Ajv({ strict: false, formats: { "date-time": true } }).compile(
    z.record(z.string(), z.unknown()).parse(first),
  );
  expect([validate(JSON.parse(json(full))), validate.errors]).toEqual([true, null]);
  expect(validate({ ...full, resources: [{ ...full.resources[0], gained: undefined }] })).toBe(false);
});

test.each([
  [
    "text",
    (given: Report) => text(given, { isColoured: false }),
    "+ canPlaceOrders  still held, although its time is over",
  ],
  ["markdown", markdown, "time is over: `canPlaceOrders`"],
  ["html", html, "ended, and is still held: canPlaceOrders"],
])("what is held although it has ended is said in %s", (_format, written, words) => {
  const grants = ["canPlaceOrders"];
  expect(
    written(reportOf([resource("HostUp contact 1", { status: "drifted", gained: grants, expired: grants })])),
  ).toContain(words);
});

describe("text", () => {
  const plain = text(report, { isColoured: false });
  test("names what needs attention, worst first, and counts the rest", () => {
    expect(plain).toBe(
      [
        "drifted       HostUp contact 2",
        "              + canPlaceOrders  gained",
        "              - service:14101  lost",
        "gone          VMS user gone@example.com",
        "failed        BakerOnline user x",
        "              ! no answer",
        "unobservable  SPanel account shop (connection web1)",
        "              ! it cannot be read",
        "in sync       HostUp contact 3",
        "              > granted canViewInvoices",
        "unmanaged     intern@example.com, BakerOnline company 15",
        "              · shop:11",
        "dev: 6 resources: 1 drifted, 1 gone, 1 failed, 1 unobservable, 2 in sync, 1 unmanaged, 1 corrected",
        "",
      ].join("\n"),
    );
  });

  test("differs with colours by colours only", () => {
    const coloured = text(report, { isColoured: true });
    expect(coloured).not.toBe(plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
  });

  test("lets no name steer the terminal", () => {
    const steered = text(reportOf([resource(hostile, { status: "gone" })]), { isColoured: false });
    expect(steered).not.toMatch(/\p{Cf}/u);
    expect(steered).not.toContain("\u001b");
  });
});

describe("Markdown", () => {
  test("begins with a mark that is the same for every report on the stack", () => {
    const mark = markdown(report).split("\n")[0];
    expect(mark).toBe("<!-- pulumi-permissions drift dev -->");
    expect(markdown(reportOf([])).split("\n")[0]).toBe(mark);
  });

  test("has a row for everything that needs attention, with names in code", () => {
    const lines = markdown(report).split("\n");
    expect(lines).toContain("| drifted | `HostUp contact 2` | `canPlaceOrders` | `service:14101` |  |");
    expect(lines).toContain("| `intern@example.com` | BakerOnline company 15 | `shop:11` |");
    expect(lines.filter((line) => line.startsWith("| "))).toHaveLength(2 + 5 + 2 + 1);
  });

  test("shows hostile names as they are: no markup, no mention, no new column", () => {
    const shown = markdown(reportOf([resource(hostile, { status: "failed", error: hostile })]));
    const row = shown.split("\n").find((line) => line.startsWith("| failed"));
    const outside = row?.replace(/<code>.*?<\/code>/, "") ?? "";
    expect(row).not.toContain("@everyone");
    expect(outside).not.toMatch(/[<>@`[]/);
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(6);
  });

  test("ends no cell at a stroke in a name, whatever stands before it", () => {
    const shown = markdown(reportOf([resource("a \\| @everyone \\\\| <b>", { status: "gone" })]));
    const row = shown.split("\n").find((line) => line.startsWith("| gone"));
    expect(row?.match(/\|/g)).toHaveLength(6);
    expect(row).not.toMatch(/@everyone|<b>/);
  });

  test("names first who gained or lost something wide, also among strangers, so that nothing long hides them", () => {
    const narrow = Array.from({ length: 900 }, (_, index) =>
      resource(`HostUp contact ${index}`, { status: "drifted", gained: ["canOpenTickets".repeat(9)] }),
    );
    const wide = resource("HostUp contact 999", { status: "drifted", lost: ["accessAllVps"] });
    const people = [["shop:11"], ["permissions"]].map((grants, index) => ({
      ...{
        system: "bakeronline",
        connection: "default",
        scope: "company 15",
        subject: `stranger${index}@example.com`,
        grants,
      },
    }));
    const shown = markdown(reportOf([...narrow, wide]));
    expect(shown.split("\n").find((line) => line.startsWith("| drifted"))).toContain("HostUp contact 999");
    expect(shown).toMatch(/\d+ more lines did not fit/);
    const strangers = markdown(reportOf([], people));
    expect(strangers.indexOf("stranger1")).toBeLessThan(strangers.indexOf("stranger0"));
  });

  test("cuts what is long in one row, rather than leaving the others out", () => {
    const many = Array.from({ length: 9_000 }, (_, index) => `service:${index}`);
    const long = resource("HostUp contact 1", {
      status: "drifted",
      gained: many,
      lost: many,
      error: "x".repeat(90_000),
    });
    const endless = resource("y".repeat(90_000), { status: "drifted" });
    const others = Array.from({ length: 90 }, (_, index) =>
      resource(`HostUp contact ${index + 2}`, { status: "gone" }),
    );
    const stranger = {
      system: "hostup",
      connection: "default",
      scope: "s",
      subject: "intern@example.com",
      grants: many,
    };
    const shown = markdown(reportOf([long, endless, ...others], [stranger]));
    expect(shown).toMatch(/^\| drifted \| `HostUp contact 1` \| `service:0`, .*, and \d+ more \|/m);
    for (const { subject } of others) expect(shown).toContain(`| gone | \`${subject}\` |`);
    expect(shown).toContain("| `intern@example.com` |");
    expect(shown).not.toContain("did not fit");
    expect(shown.length).toBeLessThan(65_536);
  });

  test("leaves out whole rows only, and every row stands in its table", () => {
    const wide = Array.from({ length: 100 }, (_, index) =>
      resource(`HostUp contact ${index}`, {
        status: "drifted",
        gained: Array.from({ length: 90 }, (_, n) => `service:${n}`),
      }),
    );
    const last = resource("HostUp contact 999", { status: "gone" });
    const shown = markdown(reportOf([...wide, last]));
    expect(shown).toContain("| gone | `HostUp contact 999` |");
    expect(shown).toMatch(/\d+ more lines did not fit/);
    for (const line of shown.split("\n").filter((one) => one.startsWith("|"))) expect(line).toMatch(/\|$/);
  });

  test("fits into a comment of GitHub, and says how much is left out", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => resource(`HostUp contact ${index}`, { status: "gone" }));
    const shown = markdown(reportOf(many));
    expect(shown.length).toBeLessThan(65_536);
    expect(shown).toMatch(/\d+ more lines did not fit/);
  });
});

test.each([
  ["text", (given: Report) => text(given, { isColoured: false })],
  ["markdown", markdown],
])("one cause is told once, whoever it concerns, and people by their names: %s", (_format, written) => {
  const failing = Array.from({ length: 40 }, (_, index) =>
    resource(`HostUp contact ${index}`, {
      name: `person-${index}`,
      status: "failed",
      error: "The API key is refused.",
    }),
  );
  const other = resource("HostUp contact 99", { name: "other", status: "failed", error: "no answer" });
  const told = written(reportOf([...failing, other])).replaceAll("`", "");
  expect(told.match(/The API key is refused/g)).toHaveLength(1);
  expect(told).toContain("40 resources not read: person-0, person-1, person-2, person-3, person-4 and 35 more");
  expect(told).toContain("other (HostUp contact 99)");
});

test("full root is said in words to people, and by its name to machines", () => {
  const spanel = { system: "spanel", connection: "default" };
  const root = resource("SPanel admin ops", { ...spanel, status: "drifted", gained: ["*"] });
  const stranger = { ...spanel, scope: "administrators", subject: "x", grants: ["*"] };
  const given = reportOf([root], [stranger]);
  expect(text(given, { isColoured: false }).match(/full root access \(\*\)/g)).toHaveLength(2);
  expect(markdown(given).match(/full root access \(\*\)/g)).toHaveLength(2);
  expect(html(given).match(/full root access \(\*\)/g)).toHaveLength(3);
  expect(JSON.parse(json(given))).toMatchObject({ resources: [{ gained: ["*"] }], unmanaged: [{ grants: ["*"] }] });
});
