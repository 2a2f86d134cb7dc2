import { type Markup, markup, name, nameAsText, nothing, raw } from "../../report/markup.js";
import { grantsIn, page, place, plainTable } from "../../report/page.js";
import { counted } from "../../report/words.js";
import type { PlannedSubject, PlanReport } from "../report.js";
import { headline, notable } from "./words.js";

/** The plan as a page without a script. */
export function html(report: PlanReport): string {
  const { stack, checkedAt, summary } = report;
  const rows = notable(report);
  const quiet = summary.subjects - rows.length;
  return page(
    `What pulumi up would do in ${nameAsText(stack)}`,
    markup`<header>
<h1>What <code>pulumi up</code> would do to access in <bdi>${name(stack)}</bdi></h1>
<p>${name(headline(report))}. Compared with live access at <time datetime="${checkedAt}">${checkedAt}</time>.</p>
</header>
<main>
${rows.length === 0 ? nothing : plainTable("Who loses and gains what", heads, rows.map(row))}<p>${counted(quiet, "subject stays", "subjects stay")} as they are.</p>
</main>
`,
  );
}

const heads = ["Who", "System", "Status", "Loses", "Gains", "Remarks"];

function row(planned: PlannedSubject): Markup {
  const { system, subject, status, losesEverything, revokes, grants, remark, error } = planned;
  const lost = losesEverything ? markup`<b>Everything:</b> ${grantsIn(system, revokes)}` : grantsIn(system, revokes);
  const remarks = [remark, error].flatMap((text) => (text === undefined ? [] : [markup`<p>${name(text)}</p>`]));
  return markup`<tr><th scope="row"><bdi>${name(planned.name)}</bdi><small><bdi>${name(subject)}</bdi></small><td>${place(planned)}<td>${status}<td${revokes.length > 0 ? raw(' class="l"') : nothing}>${lost}<td${grants.length > 0 ? raw(' class="g"') : nothing}>${grantsIn(system, grants)}<td>${remarks}
`;
}
