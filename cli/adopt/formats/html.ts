import { grantList } from "../../report/html/grantList.js";
import { type Markup, markup, name, nothing } from "../../report/html/markup.js";
import { moment, page, place, plainTable } from "../../report/html/page.js";
import { bareSubject } from "../../report/words.js";
import { type AdoptedSubject, type AdoptReport, headline, notable, wordsOf } from "../report.js";

/** The report as a page without a script. */
export function html(report: AdoptReport): string {
  const { checkedAt, notes } = report;
  const rows = notable(report);
  return page(
    "Adopted access",
    markup`<header>
<h1>Adopted access</h1>
<p>${name(headline(report))}. Read from live access, ${moment(checkedAt)}.</p>
</header>
<main>
${notes.map((note) => markup`<p>${name(note)}</p>\n`)}${rows.length === 0 ? nothing : plainTable("What to look at first", heads, rows.map(row))}</main>
`,
  );
}

const heads = ["Who", "System", "Status", "Has", "Remarks"];

function row(adopted: AdoptedSubject): { readonly head: Markup; readonly cells: readonly Markup[] } {
  const { system, subject, status, grants, gained = [], lost = [] } = adopted;
  const remarks = wordsOf(adopted).map((words) => markup`<p>${name(words)}`);
  const isNone = grants.length + gained.length + lost.length === 0;
  const own = adopted.name ?? subject;
  const words = bareSubject(system, subject);
  return {
    head: markup`<bdi>${name(own)}</bdi>${own === subject ? nothing : markup` <small><bdi>${name(words)}</bdi></small>`}`,
    cells: [
      place(adopted),
      markup`${status}`,
      isNone ? nothing : grantList(system, { held: grants, gained, lost }),
      markup`${remarks}`,
    ],
  };
}
