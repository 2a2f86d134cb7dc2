import axe from "axe-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { html } from "../../cli/drift/formats/html.js";
import type { Report } from "../../cli/drift/report.js";
import { html as planHtml } from "../../cli/plan/formats/html.js";
import { type PlannedSubject, type PlanReport, summaryOf as planSummaryOf } from "../../cli/plan/report.js";
import { html as whoHtml } from "../../cli/who/formats/html.js";
import type { WhoReport } from "../../cli/who/report.js";
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
function open(report: Report, options: BrowserContextOptions = {}, hash = ""): Promise<Opened> {
  return openPage(html(report), options, hash);
}

async function openPage(body: string, options: BrowserContextOptions = {}, hash = ""): Promise<Opened> {
  const context = await browser.newContext(options);
  const complaints: string[] = [];
  await context.route("**/*", async (route) => {
    const { url } = { url: route.request().url().replace(/#.*/, "") };
    // Chromium itself asks for the icon of a page that names none.
    if (url.endsWith("/favicon.ico")) return route.abort();
    if (url === address) return route.fulfill({ contentType: "text/html; charset=utf-8", body });
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

/** Everybody once: a row of a table, or the card of somebody who has none. */
const entriesOf = (page: Page) => page.locator("[data-status]:not([data-again]):visible");
const row = (page: Page, subject: string) => page.locator("tr[data-status]", { hasText: subject });
const card = (page: Page, subject: string) => page.locator("li[data-status]", { hasText: subject });
const shown = (page: Page) => page.getByRole("status").textContent();
const nameOf = (given: { readonly name?: string; readonly subject: string }): string => given.name ?? given.subject;
const people = (report: Report): string[] => [...report.resources, ...report.unmanaged].map(nameOf).sort();
const visiblePeople = async (page: Page): Promise<string[]> =>
  (await entriesOf(page).locator("th > bdi:first-child, > b > bdi").allTextContents()).sort();
const textOf = async (locator: Locator) => (await locator.textContent())?.replaceAll("\u00a0", " ");
const access = (page: Page, subject: string) => textOf(row(page, subject).locator("td").last());

test("what needs attention opens the page, person by person: what, since when it is known, and what mends it", async () => {
  const report = everyStatus();
  report.resources = report.resources.map((one) => ({
    ...one,
    appliedAt: "2026-11-20T08:00:00.000Z",
    ...(one.subject === "HostUp contact 14059" ? { expired: ["canPlaceOrders"] } : {}),
  }));
  const { page, complaints } = await open(report);
  expect(await page.locator("main h2").first().textContent()).toBe("What needs attention");
  for (const [subject, ...words] of [
    [
      "HostUp contact 14059",
      "hostup-contact-14059 HostUp contact 14059",
      "+ canPlaceOrders, − service:14101",
      "ended, and is still held: canPlaceOrders",
      "Would grant: service:14101",
      "Would revoke: canPlaceOrders",
      "Applied 20 November 2026 at 08:00 UTC; seen to differ 22 November 2026 at 10:03 UTC",
      "pulumi up --refresh --target '**:ContactPermissions::hostup-contact-14059' --stack acme/access/production",
    ],
    ["HostUp contact 90210", "connection second", "− canViewInvoices, − domain:example.com"],
    ["HostUp delegated access", "Its API only shows access: change it by hand"],
    ["SPanel subuser shop/editor", "+ full root access (*)"],
    ["SPanel account shop", "SPanel shows no privileges of hosting accounts."],
    ["night@example.com", "503 after 5 attempts"],
    ["guard@example.com", "Revoked: archives-download"],
    ["former@example.com", "company 15", "newsletters, shop:11"],
    ["contact 14999", "access that this release does not understand"],
  ] as const) {
    for (const part of words) expect(await textOf(card(page, subject))).toContain(part);
  }
  expect(await page.locator("main").textContent()).toContain(
    "pulumi-permissions drift --fix --stack acme/access/production",
  );
  expect(await visiblePeople(page)).toEqual(people(report));
  expect(complaints).toEqual([]);
});

test("the head of the page names the stack and the moment, and counts what there is, with links to it", async () => {
  const { page } = await open(everyStatus());
  const banner = page.getByRole("banner");
  expect(await banner.getByRole("heading").textContent()).toBe("Access of stack acme/access/production");
  expect(await banner.locator("time").textContent()).toBe("22 November 2026 at 10:03 UTC");
  const boxes = banner.getByRole("listitem");
  expect((await boxes.allTextContents()).map((words) => words.trim())).toEqual([
    "4 drifted",
    "2 without a resource",
    "1 gone",
    "1 not read",
    "1 cannot be read",
    "1 corrected",
    "5 in sync",
  ]);
  for (const link of await boxes.getByRole("link").all()) {
    const target = page.locator((await link.getAttribute("href")) ?? "");
    expect(await target.count()).toBe(1);
  }
  const { page: quiet } = await open(reportOf([reported("vms", "VMS user a", { held: [] })]));
  expect((await quiet.getByRole("banner").getByRole("listitem").allTextContents()).join().trim()).toBe("1 in sync");
  expect(await quiet.getByRole("heading", { name: "What needs attention" }).count()).toBe(0);
});

test("a row says all that somebody may do, with what was gained and lost first, and what begins alike together", async () => {
  const { page } = await open(everyStatus());
  expect(await access(page, "14059")).toBe("+ canPlaceOrders, − service:14101, canOpenTickets, canViewInvoices\n");
  expect(await access(page, "shop/editor")).toBe("+ full root access (*), domain/redirects, email/*\n");
  expect(await access(page, "owner@example.com")).toBe(
    "+ permissions, + shop:75, − shop:90, newsletters, shop: 1–60\n",
  );
  expect(await access(page, "night@example.com")).toBe("not known\n");
  expect(await row(page, "night@example.com").locator("td").first().textContent()).toContain("Failed");
});

test("what all subjects of a table have in common is said once, and a column in which nothing stands is left out", async () => {
  const bakers = ["a@example.com", "b@example.com"].map((email) =>
    reported("bakeronline", `BakerOnline user ${email} of company 15`, { name: email, held: ["newsletters"] }),
  );
  const { page } = await open(reportOf(bakers));
  const section = page.locator("section");
  expect(await section.locator("p").textContent()).toBe("2 subjects: user … of company 15; all in sync");
  expect(await section.locator("thead th").allTextContents()).toEqual(["Who", "Access"]);
  expect(await section.locator("tbody th").allTextContents()).toEqual(["a@example.com", "b@example.com"]);
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
  const order = await page.locator("tr[data-status] th > bdi:first-child").allTextContents();
  expect(order.map((subject) => subject.split("-").at(-1))).toEqual(["f9", "f10", "e", "c", "b", "a", "d"]);
});

describe("the filter", () => {
  test("leaves the rows of one system and says how many", async () => {
    const report = everyStatus();
    const { page } = await open(report);
    await page.getByLabel("System", { exact: true }).selectOption({ label: "BakerOnline" });
    expect(await visiblePeople(page)).toEqual([
      "bakeronline-user-baker-example-com-of-company-15",
      "bakeronline-user-owner-example-com-of-company-15",
      "former@example.com",
    ]);
    expect(await shown(page)).toBe("3 of 14 are shown.");
    expect(await page.locator("h2:visible").allTextContents()).toEqual(["What needs attention", "BakerOnline"]);
  });

  test("leaves the rows whose name, subject or grants contain the text, whatever its case", async () => {
    const { page } = await open(everyStatus());
    await page.getByLabel("Name or grant contains").fill("GUARD@");
    expect(await visiblePeople(page)).toEqual(["vms-user-guard-example-com"]);
    expect(await shown(page)).toBe("1 of 14 are shown.");
    await page.getByLabel("Name or grant contains").fill("hostup-contact-902");
    expect(await visiblePeople(page)).toEqual(["hostup-contact-90210"]);
    await page.getByLabel("Name or grant contains").fill("nobody has this name");
    expect(await visiblePeople(page)).toEqual([]);
    expect(await shown(page)).toBe("0 of 14 are shown.");
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
    expect(await visiblePeople(page)).toEqual(wanted.map(nameOf).sort());
    expect(await shown(page)).toBe(`${wanted.length} of 14 are shown.`);
  });

  test("leaves unmanaged people when asked for them", async () => {
    const { page } = await open(everyStatus());
    await page.getByLabel("Status", { exact: true }).selectOption({ label: "Without a resource" });
    expect(await visiblePeople(page)).toEqual(["contact 14999", "former@example.com"]);
  });

  test("combines, is kept in the address, and is taken back by one button", async () => {
    const report = everyStatus();
    const { page, complaints } = await open(report);
    await page.getByLabel("System", { exact: true }).selectOption({ label: "HostUp" });
    await page.getByLabel("Status", { exact: true }).selectOption({ label: "Drifted" });
    await page.getByLabel("Name or grant contains").fill("contact");
    expect(await visiblePeople(page)).toEqual(["hostup-contact-14059"]);
    const hash = new URL(page.url()).hash;

    const { page: again } = await open(report, {}, hash);
    expect(await visiblePeople(again)).toEqual(["hostup-contact-14059"]);
    expect(await again.getByLabel("Name or grant contains").inputValue()).toBe("contact");

    await again.getByRole("button", { name: "Show everything" }).click();
    expect(await visiblePeople(again)).toEqual(people(report));
    expect(await shown(again)).toBe("All 14 are shown.");
    expect(new URL(again.url()).hash).toBe("");
    expect(complaints).toEqual([]);
  });

  test("takes nothing from the address that it does not offer", async () => {
    const report = everyStatus();
    const hash = `#system=${encodeURIComponent("<img src=x onerror=alert(1)>")}&status=__proto__&other=1`;
    const { page, complaints } = await open(report, {}, hash);
    expect(await visiblePeople(page)).toEqual(people(report));
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
    'link "4 drifted"',
    'link "2 without a resource"',
    'link "1 gone"',
    'link "1 not read"',
    'link "1 cannot be read"',
    'link "1 corrected"',
    'link "5 in sync"',
    'searchbox "Name or grant contains"',
    'combobox "System"',
    'combobox "Status"',
    'link "BakerOnline"',
    'link "HostUp, connection default: ContactPermissions"',
    'link "HostUp, connection default: DelegatedAccess"',
    'link "HostUp, connection second: ContactPermissions"',
    'link "SPanel"',
    'link "VMS"',
  ]);
});

test.each(["Enter", "Space"])("the filter is set by typing and taken back with %s", async (key) => {
  const report = everyStatus();
  const { page, complaints } = await open(report);
  await page.getByLabel("Name or grant contains").focus();
  await page.keyboard.type("baker@");
  // Enter in the field must not send the page anywhere.
  await page.keyboard.press("Enter");
  expect(await visiblePeople(page)).toEqual(["bakeronline-user-baker-example-com-of-company-15"]);
  await page.keyboard.press("Tab");
  await page.keyboard.type("VMS");
  expect(await visiblePeople(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").textContent()).toBe("Show everything");
  await page.keyboard.press(key);
  expect(await visiblePeople(page)).toEqual(people(report));
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
          ...reported("hostup", name, { name }),
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
    expect(await visiblePeople(page)).toEqual(people(report));
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(`Access of stack ${report.stack}`);
    expect(await page.title()).toBe(`Access of stack ${report.stack}`);
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("style").count()).toBe(1);
    expect(await page.locator("img, [onfocus], [onerror], [autofocus]").count()).toBe(0);
    for (const name of hostile) {
      await page.getByLabel("System", { exact: true }).selectOption(name);
      expect(await visiblePeople(page)).toEqual([name, name]);
    }
    await page.getByLabel("System", { exact: true }).selectOption("");
    await page.getByLabel("Name or grant contains").fill("<script>ALERT(1)");
    expect(await entriesOf(page).count()).toBe(2);
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
        reported("vms", "x", { name: "VMS user \u202Egro.elpmaxe@toor", held: ["a\u200Bdmin"] }),
        reported("vms", "x", {
          name: "VMS user root\u0000\uD800@example.com",
          status: "failed",
          error: "line\u2028end",
        }),
        reported("vms", "x", { name: "VMS user דוד@example.com", held: [] }),
      ]),
    );
    expect(await visiblePeople(page)).toEqual([
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

test("a phone shows a card for each person, and nothing is wider than it", async () => {
  const { page } = await open(everyStatus(), { viewport: { width: 400, height: 800 } });
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  const [head, cell] = await Promise.all(
    ["th", "td:last-child"].map((part) => row(page, "owner@example.com").locator(part).boundingBox()),
  );
  expect(cell?.y).toBeGreaterThanOrEqual((head?.y ?? 0) + (head?.height ?? 0));
  expect(
    await violationsOf((await open(everyStatus(), { viewport: { width: 400, height: 800 }, bypassCSP: true })).page),
  ).toEqual([]);
});

test("without JavaScript everything is visible, and there is no control that would do nothing", async () => {
  const report = everyStatus();
  const { page } = await open(report, { javaScriptEnabled: false });
  expect(await visiblePeople(page)).toEqual(people(report));
  expect(await page.locator("input:visible, select:visible, button:visible").count()).toBe(0);
});

test("a printed page says that it is filtered, and shows no control", async () => {
  const { page } = await open(everyStatus());
  await page.emulateMedia({ media: "print" });
  expect(await page.getByText("are shown").isVisible()).toBe(false);
  await page.emulateMedia({ media: "screen" });
  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Gone" });
  await page.emulateMedia({ media: "print" });
  expect(await page.getByText("1 of 14 are shown.").isVisible()).toBe(true);
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
  expect(await visiblePeople(page)).toEqual(people(report));
  expect(await shown(page)).toBe("All 301 are shown.");

  await page.getByLabel("Status", { exact: true }).selectOption({ label: "Only drift: drifted or gone" });
  const drifted = report.resources.filter(({ status }) => status === "drifted");
  expect(await visiblePeople(page)).toEqual(drifted.map(nameOf).sort());
  expect(await shown(page)).toBe(`${drifted.length} of 301 are shown.`);

  await page.getByRole("button", { name: "Show everything" }).click();
  await page.getByLabel("Name or grant contains").fill("user42@");
  expect(await visiblePeople(page)).toEqual(["vms-user-user42-example-com"]);
  expect(complaints).toEqual([]);
});

test("a page with 1,000 subjects can be sent by mail", () => {
  expect(Buffer.byteLength(html(manySubjects(1000)))).toBeLessThan(600_000);
});

describe("the pages of who and plan", () => {
  const name = `"><img src=x onerror="alert(1)"></script>`;
  const common = {
    name,
    urn: `urn:pulumi:dev::x::t:${name}::${name}`,
    system: "hostup",
    connection: "default",
    subject: name,
  };
  const who: WhoReport = {
    ...{ version: 1, stack: name, at: "live", checkedAt: "2026-11-22T10:03:07.120Z" },
    rows: [
      { ...common, grant: "canPlaceOrders", seen: "live", drift: "gained", until: name },
      { ...common, subject: "HostUp contact 2", name: "anna", grant: "canViewInvoices", seen: "live" },
      { ...common, urn: "", grant: name, through: name, seen: "unmanaged" },
    ],
    nothing: [{ ...common, name: "idle", subject: "HostUp contact 3" }],
    unknown: [{ system: "vms", why: name }],
  };
  const planned: PlannedSubject = {
    ...{ ...common, type: name, status: "removed", grants: [], revokes: ["canPlaceOrders"], losesEverything: true },
  };
  const subjects: PlannedSubject[] = [
    planned,
    { ...planned, name: "anna", losesEverything: false, grants: [name], remark: name },
  ];
  const plan: PlanReport = {
    ...{ version: 1, stack: name, checkedAt: who.checkedAt, summary: planSummaryOf(subjects), subjects },
  };

  test.each([
    ["who", whoHtml(who), ["1 drifted", "1 without a resource", "1 thing is not known", "3 subjects"]],
    ["plan", planHtml(plan), ["1 would lose everything", "1 would lose something", "1 would gain something"]],
  ])(
    "%s: opens with what needs attention, runs no name, fits a phone, and axe has no complaint",
    async (_what, body, boxes) => {
      const { page, complaints } = await openPage(body, { viewport: { width: 400, height: 800 } });
      expect(
        (await page.getByRole("banner").getByRole("listitem").allTextContents()).map((words) => words.trim()),
      ).toEqual(boxes);
      expect(await page.locator("main h2").first().textContent()).toBe("What needs attention");
      expect(await page.locator("img").count()).toBe(0);
      expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      expect(complaints).toEqual([]);
      const { page: judged } = await openPage(body, { bypassCSP: true });
      expect(await violationsOf(judged)).toEqual([]);
    },
  );

  test("who ends with what is not known, and its filter leaves what was asked for", async () => {
    const { page } = await openPage(whoHtml(who));
    expect(await page.locator("main > *").last().textContent()).toContain(`VMS${name}`);
    expect(await shown(page)).toBe("All 4 are shown.");
    await page.getByLabel("Name or grant contains").fill("canViewInvoices");
    expect(await visiblePeople(page)).toEqual(["anna"]);
    await page.getByRole("link", { name: "1 drifted" }).click();
    expect(await shown(page)).toBe("All 4 are shown.");
  });
});
