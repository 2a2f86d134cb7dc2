import { compareNames } from "../../report/compareNames.js";
import { attention } from "../../report/html/attention.js";
import { countBoxes, type Tone } from "../../report/html/counts.js";
import { filterScript } from "../../report/html/filterScript.js";
import { filters } from "../../report/html/filters.js";
import { grantList } from "../../report/html/grantList.js";
import { type Markup, markup, name, nameAsText, raw } from "../../report/html/markup.js";
import { moment, page } from "../../report/html/page.js";
import { type PageRow, rowSections } from "../../report/html/rows.js";
import { counted } from "../../report/words.js";
import type { Report, ReportedResource, Status } from "../report.js";
import { groupsIn } from "./html/attention.js";
import { kindOf, statuses } from "./html/words.js";
import { rank } from "./words.js";

/** The report as a page: what needs attention, then everybody, with a filter that works where scripts may run. */
export function html(report: Report): string {
  const { resources, unmanaged } = report;
  const none = resources.length === 0 ? raw("<p>The stack has no permission resource.</p>\n") : raw("");
  const systems = [...resources, ...unmanaged].map(({ system }) => system);
  const choices = [
    { value: "drift", words: "Only drift: drifted or gone" },
    ...statuses.map(({ status, words }) => ({ value: status, words })),
    { value: "unmanaged", words: "Without a resource" },
  ];
  const body = markup`${header(report)}<main>
${filters(systems, choices)}${attention(groupsIn(report))}${none}${rowSections(resources.toSorted(compareRows).map(rowOf), "all in sync")}</main>
`;
  return page(`Access of stack ${nameAsText(report.stack)}`, body, { script: filterScript });
}

function header({ stack, checkedAt, summary, unmanaged }: Report): Markup {
  const count = (number: number, words: string, tone: Tone, target: string) => ({ count: number, words, tone, target });
  const boxes = countBoxes([
    count(summary.drifted, "drifted", "bad", "drifted"),
    count(unmanaged.length, "without a resource", "bad", "unmanaged"),
    count(summary.gone, "gone", "lost", "gone"),
    count(summary.failed, "not read", "warn", "failed"),
    count(summary.unobservable, "cannot be read", "warn", "unobservable"),
    count(summary.corrected, "corrected", "good", "corrected"),
    count(summary.inSync, "in sync", "good", "access-1"),
  ]);
  return markup`<header>
<h1>Access of stack <bdi>${name(stack)}</bdi></h1>
<p>Live access compared with what was last applied, ${moment(checkedAt)}: ${counted(summary.resources, "resource", "resources")}.</p>
${boxes}</header>
`;
}

/** What needs a look first. */
function compareRows(left: ReportedResource, right: ReportedResource): number {
  return rank(left) - rank(right) || compareNames(left.name, right.name) || compareNames(left.subject, right.subject);
}

const marks = new Map<Status, Markup>(
  statuses.map(({ status, symbol, words }) => [
    status,
    markup`<b><span aria-hidden=true>${symbol}</span> ${words}</b>`,
  ]),
);

function rowOf(resource: ReportedResource): PageRow {
  const { system, connection, subject, status, held, gained, lost } = resource;
  const isKnown = held !== undefined || status === "gone" || gained.length + lost.length > 0;
  const access = isKnown ? grantList(system, { held: held ?? [], gained, lost }) : markup`<em>not known</em>`;
  const mark = status === "in-sync" ? undefined : marks.get(status);
  return { system, connection, kind: kindOf(resource), name: resource.name, subject, status, mark, access };
}
