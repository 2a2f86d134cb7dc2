import { type Markup, markup, name, nothing } from "../../report/markup.js";
import { grantsIn, page, place, plainTable } from "../../report/page.js";
import { type AdoptedSubject, type AdoptReport, headline, notable, wordsOf } from "../report.js";

/** The report as a page without a script. */
export function html(report: AdoptReport): string {
  const { checkedAt, notes } = report;
  const rows = notable(report);
  return page(
    "Adopted access",
    markup`<header>
<h1>Adopted access</h1>
<p>${name(headline(report))}. Read from live access at <time datetime="${checkedAt}">${checkedAt}</time>.</p>
</header>
<main>
${notes.map((note) => markup`<p>${name(note)}</p>\n`)}${rows.length === 0 ? nothing : plainTable("What to look at first", heads, rows.map(row))}</main>
`,
  );
}

const heads = ["Who", "System", "Status", "Has", "Gained", "Lost", "Remarks"];

function row(adopted: AdoptedSubject): Markup {
  const { system, subject, status, grants, gained = [], lost = [] } = adopted;
  const remarks = wordsOf(adopted).map((words) => markup`<p>${name(words)}</p>`);
  return markup`<tr><th scope="row"><bdi>${name(adopted.name ?? subject)}</bdi><small><bdi>${name(subject)}</bdi></small><td>${place(adopted)}<td>${status}<td>${grantsIn(system, grants)}<td>${grantsIn(system, gained)}<td>${grantsIn(system, lost)}<td>${remarks}
`;
}
