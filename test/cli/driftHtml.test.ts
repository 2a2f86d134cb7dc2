import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { html } from "../../cli/drift/formats/html.js";
import type { Report } from "../../cli/drift/report.js";
import { startBrowser } from "../support/browser.js";
import { everyStatus, manySubjects, reported, reportOf } from "../support/reports.js";

jest.setTimeout(120_000);

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

interface Opened {
  readonly page: Page;
  /** What the page must not do: dialogs, complaints on the console (of its policy too), errors, further requests. */
  readonly complaints: string[];
}

const address = "https://report.example/drift.html";

/** Every request but the one for the page itself is noted and refused. */
async function open(report: Report, options: BrowserContextOptions = {}, hash = ""): Promise<Opened> {
  const context = await browser.newContext(options);
  const complaints: string[] = [];
  await context.route("**/*", async (route) => {
    const { url } = { url: route.request().url().replace(/#.*/, "") };
    // Chromium itself asks for the icon of a page that names none.
    if (url.endsWith("/favicon.ico")) return route.abort();
    if (url === address) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html(report) });
    complaints.push(`request ${url}`);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("console", (message) => complaints.push(`console ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error ${error.message}`));
  await page.goto(address + hash);
  return { page, complaints };
}

const rowsOf = (page: Page) => page.locator("tr[data-status]:visible");
const row = (page: Page, subject: string) => page.locator("tr[data-status]", { hasText: subject });
const shown = (page: Page) => page.getByRole("status").textContent();
const subjects = (report: Report): string[] =>
  [...report.resources, ...report.unmanaged].map(({ subject }) => subject).sort();
const visibleSubjects = async (page: Page): Promise<string[]> =>
  (await rowsOf(page).locator("th > bdi:first-child").allTextContents()).sort();

/** The cell that a screen reader finds where this subject and this grant meet. */
async function cell(page: Page, subject: string, grant: string): Promise<string> {
  const table = page.locator("table", { has: row(page, subject) });
  const heads = await table.locator("thead th").allTextContents();
  const place = heads.findIndex((head) => head === grant || head.startsWith(`${grant} `));
  expect({ grant, place }).not.toEqual({ grant, place: -1 });
  return (await row(page, subject).locator("> *").nth(place).textContent())?.trim() ?? "";
}

test("every subject, status, reason, and correction is there", async () => {
  const report = everyStatus();
  const { page, complaints } = await open(report);
  expect(await visibleSubjects(page)).toEqual(subjects(report));
  for (const [subject, words] of [
    ["HostUp contact 14060", "In sync"],
    ["HostUp contact 14059", "Drifted"],
    ["HostUp contact 14059", "Would grant: service:14101"],
    ["HostUp contact 14059", "Would revoke: canPlaceOrders"],
    ["HostUp contact 90210", "Gone"],
    ["SPanel account shop", "Unobservable"],
    ["SPanel account shop", "SPanel shows no privileges of hosting accounts."],
    ["night@example.com", "Failed"],
    ["night@example.com", "503 after 5 attempts"],
    ["guard@example.com", "Revoked: archives-download"],
    ["former@example.com", "company 15"],
    ["former@example.com", "newsletters, shop:11"],
  ] as const) {
    expect(await row(page, subject).textContent()).toContain(words);
  }
  expect(complaints).toEqual([]);
});

test("the head of the page names the stack and the moment, and counts each status in words", async () => {
  const { page } = await open(everyStatus());
  const banner = page.getByRole("banner");
  expect(await banner.getByRole("heading").textContent()).toBe("Access of stack acme/access/production");
  expect(await banner.locator("time").textContent()).toBe("22 November 2026 at 10:03:07 UTC");
  expect(await banner.locator("dl > div").allTextContents()).toEqual([
    "In sync5",
    "Drifted4",
    "Gone1",
    "Unobservable1",
    "Failed1",
    "Unmanaged2",
  ]);
});

test("each mark of drift says in words what it means", async () => {
  const { page } = await open(everyStatus());
  expect(await cell(page, "HostUp contact 14059", "canPlaceOrders")).toBe("+gained");
  expect(await cell(page, "HostUp contact 14059", "service:14101")).toBe("−lost");
  expect(await cell(page, "HostUp contact 14059", "canViewInvoices")).toBe("✓held");
  expect(await cell(page, "HostUp contact 14060", "canPlaceOrders")).toBe("");
  expect(await cell(page, "night@example.com", "archives-show")).toBe("?not known");
  expect(await cell(page, "SPanel account shop", "email/*")).toBe("?not known");
});

test("what a wider privilege of SPanel includes is not shown as missing", async () => {
  const { page } = await open(everyStatus());
  expect(await cell(page, "SPanel subuser shop/editor", "file/filemanager")).toBe("◦held through *");
  expect(await cell(page, "SPanel subuser shop/writer", "email/accounts")).toBe("◦held through email/*");
  expect(await cell(page, "SPanel subuser shop/writer", "domain/redirects")).toBe("");
});

test("many items of one sort share a column, as ranges, with what was gained and lost first", async () => {
  const { page } = await open(everyStatus());
  expect(await cell(page, "owner@example.com", "shop:")).toBe("+ gained 75\n− lost 90\n60 held: 1–60");
  expect(await cell(page, "baker@example.com", "shop:")).toBe("11, 19");
});

test("subjects that drifted stand first, then the gone, the failed and the unobservable", async () => {
  const { page } = await open(
    reportOf([
      reported("vms", "VMS user a", { held: [] }),
      reported("vms", "VMS user b", { status: "unobservable", error: "why" }),
      reported("vms", "VMS user c", { status: "failed", error: "why" }),
      reported("vms", "VMS user d", { held: [], corrected: { grant: ["marks-index"], revoke: [] } }),
      reported("vms", "VMS user e", { status: "gone" }),
      reported("vms", "VMS user f10", { status: "drifted", held: ["marks-index"], gained: ["marks-index"] }),
      reported("vms", "VMS user f9", { status: "drifted", held: [], lost: ["marks-index"] }),
    ]),
  );
  const order = await rowsOf(page).locator("th > bdi:first-child").allTextContents();
  expect(order.map((subject) => subject.split(" ").at(-1))).toEqual(["f9", "f10", "e", "c", "b", "d", "a"]);
});

describe("the filter", () => {
  test("leaves the rows of one system and says how many", async () => {
    const report = everyStatus();
    const { page } = await open(report);
    await page.getByLabel("System", { exact: true }).selectOption({ label: "BakerOnline" });
    expect(await visibleSubjects(page)).toEqual([
      "BakerOnline user baker@example.com of company 15",
      "BakerOnline user owner@example.com of company 15",
      "former@example.com",
    ]);
    expect(await shown(page)).toBe("3 of 14 rows are shown.");
    expect(await page.locator("h2:visible").allTextContents()).toEqual([
      "BakerOnline, connection default: ShopUserPermissions",
      "Unmanaged people",
    ]);
  });

  test("leaves the rows whose subject or resource name contains the text, whatever its case", async () => {
    const { page } = await open(everyStatus());
    await page.getByLabel("Name contains").fill("GUARD@");
    expect(await visibleSubjects(page)).toEqual(["VMS user guard@example.com"]);
    expect(await shown(page)).toBe("1 of 14 rows are shown.");
    await page.getByLabel("Name contains").fill("hostup-contact-902");
    expect(await visibleSubjects(page)).toEqual(["HostUp contact 90210"]);
    await page.getByLabel("Name contains").fill("nobody has this name");
    expect(await visibleSubjects(page)).toEqual([]);
    expect(await shown(page)).toBe("0 of 14 rows are shown.");
  });

  test.each([
    ["Only drift: drifted or gone", ["drifted", "gone"]],
    ["Drifted", ["drifted"]],
    ["Gone", ["gone"]],
    ["Failed", ["failed"]],
    ["Unobservable", ["unobservable"]],
    ["In sync", ["in-sync"]],
  ])("leaves the rows of the status %s", async (label, statuses) => {
    const report = everyStatus();
    const { page } = await open(report);
    await page.getByLabel("Status", { exact: true }).selectOption({ label });
    const wanted = report.resources.filter(({ status }) => statuses.includes(status));
    expect(await visibleSubjects(page)).toEqual(wanted.map(({ subject }) => subject).sort());
    expect(await shown(page)).toBe(`${wanted.length} of 14 rows are shown.`);
  });

  test("leaves unmanaged people when asked for them", async () => {
    const { page } = await open(everyStatus());
    await page.getByLabel("Status", { exact: true }).selectOption({ label: "Unmanaged" });
    expect(await visibleSubjects(page)).toEqual(["contact 14999", "former@example.com"]);
  });

  test("combines, is kept in the address, and is taken back by one button", async () => {
    const report = everyStatus();
    const { page, complaints } = await open(report);
    await page.getByLabel("System", { exact: true }).selectOption({ label: "HostUp" });
    await page.getByLabel("Status", { exact: true }).selectOption({ label: "Drifted" });
    await page.getByLabel("Name contains").fill("contact");
    expect(await visibleSubjects(page)).toEqual(["HostUp contact 14059"]);
    const hash = new URL(page.url()).hash;

    const { page: again } = await open(report, {}, hash);
    expect(await visibleSubjects(again)).toEqual(["HostUp contact 14059"]);
    expect(await again.getByLabel("Name contains").inputValue()).toBe("contact");

    await again.getByRole("button", { name: "Show everything" }).click();
    expect(await visibleSubjects(again)).toEqual(subjects(report));
    expect(await shown(again)).toBe("All 14 rows are shown.");
    expect(new URL(again.url()).hash).toBe("");
    expect(complaints).toEqual([]);
  });

  test("takes nothing from the address that it does not offer", async () => {
    const report = everyStatus();
    const hash = `#system=${encodeURIComponent("<img src=x onerror=alert(1)>")}&status=__proto__&other=1`;
    const { page, complaints } = await open(report, {}, hash);
    expect(await visibleSubjects(page)).toEqual(subjects(report));
    expect(complaints).toEqual([]);
  });
});

test("everything can be reached and used with the keyboard alone, and has a name", async () => {
  const { page } = await open(everyStatus());
  const reached: string[] = [];
  // Playwright's snapshot computes roles and names as a browser hands them to a screen reader.
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.count()) === 0 || (await focused.evaluate("(element) => element === document.body"))) break;
    const [first = ""] = (await focused.ariaSnapshot()).split("\n");
    reached.push(first.replace(/^- '?/, "").replace(/'?:?$/, ""));
  }
  expect(reached).toEqual([
    'region "Status by system"',
    'link "BakerOnline, ShopUserPermissions"',
    'link "HostUp, ContactPermissions"',
    'link "HostUp, DelegatedAccess"',
    'link "HostUp, ContactPermissions"',
    'link "SPanel, SpanelUserPrivileges"',
    'link "VMS, VmsUserPermissions"',
    'link "2 people with access whom no resource declares"',
    'searchbox "Name contains"',
    'combobox "System"',
    'combobox "Status"',
    'region "BakerOnline, connection default: ShopUserPermissions"',
    'region "HostUp, connection default: ContactPermissions"',
    'region "HostUp, connection default: DelegatedAccess"',
    'region "HostUp, connection second: ContactPermissions"',
    'region "SPanel, connection default: SpanelUserPrivileges"',
    'region "VMS, connection default: VmsUserPermissions"',
    'region "Unmanaged people"',
  ]);
});

test.each(["Enter", "Space"])("the filter is set by typing and taken back with %s", async (key) => {
  const report = everyStatus();
  const { page, complaints } = await open(report);
  await page.getByLabel("Name contains").focus();
  await page.keyboard.type("baker@");
  // Enter in the field must not send the page anywhere.
  await page.keyboard.press("Enter");
  expect(await visibleSubjects(page)).toEqual(["BakerOnline user baker@example.com of company 15"]);
  await page.keyboard.press("Tab");
  await page.keyboard.type("VMS");
  expect(await visibleSubjects(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").textContent()).toBe("Show everything");
  await page.keyboard.press(key);
  expect(await visibleSubjects(page)).toEqual(subjects(report));
  expect(await page.locator(":focus").getAttribute("id")).toBe("name");
  expect(complaints).toEqual([]);
});

test.each(["light", "dark"] as const)("axe finds nothing to complain of in %s colours", async (colorScheme) => {
  // The policy of the page lets nobody add a script, so axe is let past it.
  const { page } = await open(everyStatus(), { colorScheme, bypassCSP: true });
  expect(await violationsOf(page)).toEqual([]);
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Drifted" });
  expect(await violationsOf(page)).toEqual([]);
});

async function violationsOf(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  return page.evaluate(
    `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary }))))`,
  );
}

describe("hostile names", () => {
  const hostile = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    `"><img src="https://evil.example/x.png" onerror="alert(3)">`,
    `' onfocus='alert(4)' autofocus='`,
    "</style><style>body{display:none}</style>",
    "<!-- ",
    "]]>&lt;b&gt;",
    "javascript:alert(5)",
    "constructor",
    "x".repeat(5000),
  ];
  const everywhere = (): Report => ({
    ...reportOf(
      hostile.flatMap((name) => [
        {
          ...reported("hostup", name),
          urn: `urn:pulumi:${name}::access::${name}::${name}`,
          type: `pulumi-nodejs:dynamic/${name}:${name}`,
          system: name,
          connection: name,
          status: "failed" as const,
          error: name,
          held: [name],
          gained: [name],
          lost: [`shop:${name}`],
          planned: { grant: [name], revoke: [name] },
        },
      ]),
      hostile.map((name) => ({ system: name, connection: name, scope: name, subject: name, grants: [name] })),
    ),
    stack: hostile.join(""),
  });

  test("are shown as text and run nothing", async () => {
    const report = everywhere();
    const { page, complaints } = await open(report);
    expect(await visibleSubjects(page)).toEqual(subjects(report));
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(`Access of stack ${report.stack}`);
    expect(await page.title()).toBe(`Access of stack ${report.stack}`);
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("style").count()).toBe(1);
    expect(await page.locator("img, [onfocus], [onerror], [autofocus]").count()).toBe(0);
    for (const name of hostile) {
      await page.getByLabel("System", { exact: true }).selectOption(name);
      expect(await visibleSubjects(page)).toEqual([name, name]);
    }
    await page.getByLabel("System", { exact: true }).selectOption("");
    await page.getByLabel("Name contains").fill("<script>ALERT(1)");
    expect(await rowsOf(page).count()).toBe(2);
    expect(complaints).toEqual([]);
  });

  test("would still run nothing if they were markup, because the policy names the one script that may", async () => {
    const { page, complaints } = await open(everyStatus());
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'ran'" }))`,
    );
    expect(await page.title()).toBe("Access of stack acme/access/production");
    expect(complaints).toEqual([expect.stringContaining("Content Security Policy")]);
  });

  test("cannot look like another name: what is not drawn, or turns the text around, is spelled out", async () => {
    const { page } = await open(
      reportOf([
        reported("vms", "VMS user \u202Egro.elpmaxe@toor", { held: ["a\u200Bdmin"] }),
        reported("vms", "VMS user root\u0000\uD800@example.com", { status: "failed", error: "line\u2028end" }),
        reported("vms", "VMS user דוד@example.com", { held: [] }),
      ]),
    );
    expect(await visibleSubjects(page)).toEqual([
      "VMS user U+202Egro.elpmaxe@toor",
      "VMS user rootU+0000 U+D800@example.com",
      "VMS user דוד@example.com",
    ]);
    const text = await page.locator("main").textContent();
    expect(text).toContain("aU+200Bdmin");
    expect(text).toContain("lineU+2028end");
    expect(text).not.toMatch(/[\u200B\u2028\u202E\uFFFD]/);
  });

  test("do not make the page wider than the screen", async () => {
    const { page } = await open(everywhere(), { viewport: { width: 400, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });
});

test("without JavaScript everything is visible, and there is no control that would do nothing", async () => {
  const report = everyStatus();
  const { page } = await open(report, { javaScriptEnabled: false });
  expect(await visibleSubjects(page)).toEqual(subjects(report));
  expect(await page.locator("input:visible, select:visible, button:visible").count()).toBe(0);
});

test("a printed page says that it is filtered, and shows no control", async () => {
  const { page } = await open(everyStatus());
  await page.emulateMedia({ media: "print" });
  expect(await page.getByText("rows are shown").isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Gone" });
  await page.emulateMedia({ media: "print" });
  expect(await page.getByText("1 of 14 rows are shown.").isVisible()).toBe(true);
  expect(await page.locator("input:visible, select:visible, button:visible").count()).toBe(0);
});

test("a stack without resources and people makes a page that says so", async () => {
  const { page, complaints } = await open(reportOf([]));
  expect(await page.getByRole("main").textContent()).toContain("The stack has no permission resource.");
  expect(complaints).toEqual([]);
});

test("of hundreds of subjects all are there, and the filter leaves the right ones", async () => {
  const report = manySubjects(300);
  const { page, complaints } = await open(report);
  expect(await visibleSubjects(page)).toEqual(subjects(report));
  expect(await shown(page)).toBe("All 301 rows are shown.");

  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Only drift: drifted or gone" });
  const drifted = report.resources.filter(({ status }) => status === "drifted");
  expect(await visibleSubjects(page)).toEqual(drifted.map(({ subject }) => subject).sort());
  expect(await shown(page)).toBe(`${drifted.length} of 301 rows are shown.`);

  await page.getByRole("button", { name: "Show everything" }).click();
  await page.getByLabel("Name contains").fill("user42@");
  expect(await visibleSubjects(page)).toEqual(["VMS user user42@example.com"]);
  expect(complaints).toEqual([]);
});

test("a page with 1,000 subjects can be sent by mail", () => {
  expect(Buffer.byteLength(html(manySubjects(1000)))).toBeLessThan(1_500_000);
});
