import { attention, type Card, command } from "../../report/html/attention.js";
import { countBoxes } from "../../report/html/counts.js";
import { grantList } from "../../report/html/grantList.js";
import { type Markup, markup, name, nameAsText, nothing } from "../../report/html/markup.js";
import { moment, page, place, plainTable } from "../../report/html/page.js";
import { bareSubject, counted } from "../../report/words.js";
import type { PlannedSubject, PlanReport } from "../report.js";
import { notable } from "./words.js";

/** The plan as a page without a script: who loses everything and what failed, then everybody for whom something changes. */
export function html(report: PlanReport): string {
  const { stack, checkedAt, summary, subjects } = report;
  const quiet = summary.subjects - notable(report).length;
  const isCard = ({ losesEverything, status }: PlannedSubject) => losesEverything || status === "failed";
  const rows = notable(report).filter((one) => !isCard(one));
  const title = subjects.some(isCard) ? "Who else loses and gains what" : "Who loses and gains what";
  const out = subjects.filter(({ losesEverything }) => losesEverything);
  const loses = subjects.filter(({ revokes, losesEverything }) => revokes.length > 0 && !losesEverything).length;
  const gains = subjects.filter(({ grants }) => grants.length > 0).length;
  const groups = [
    {
      id: "everything",
      title: "Would lose everything",
      cure: markup`They have access now and none after ${command("pulumi up")}. If that is not meant, change the program before it.`,
      cards: out.map(cardOf),
    },
    {
      id: "failed",
      title: "Failed",
      cure: markup`What becomes of them could not be told. ${command("pulumi-permissions doctor")} tries every connection.`,
      cards: subjects.filter((one) => isCard(one) && !one.losesEverything).map(cardOf),
    },
  ];
  return page(
    `What pulumi up would do in ${nameAsText(stack)}`,
    markup`<header>
<h1>What <code>pulumi up</code> would do to access in <bdi>${name(stack)}</bdi></h1>
<p>Compared with live access, ${moment(checkedAt)}: ${counted(summary.subjects, "subject", "subjects")}.</p>
${countBoxes([
  { count: out.length, words: "would lose everything", tone: "bad", target: "everything" },
  { count: summary.failed, words: "failed", tone: "warn", target: "failed" },
  { count: loses, words: "would lose something", tone: "bad", target: "changes" },
  { count: gains, words: "would gain something", tone: "good", target: "changes" },
  { count: summary.unknown, words: "cannot be known before up", tone: "warn", target: "changes" },
  { count: summary.unobservable, words: "cannot be read", tone: "warn", target: "changes" },
])}</header>
<main>
${attention(groups)}${rows.length === 0 ? nothing : markup`<h2 id="changes">${title}</h2>\n${plainTable(title, heads, rows.map(row))}`}<p>${counted(quiet, "subject stays", "subjects stay")} as they are.</p>
</main>
`,
    { tone: "planned" },
  );
}

const heads = ["Who", "System", "Status", "Loses and gains", "Remarks"];

function row(planned: PlannedSubject): { readonly head: Markup; readonly cells: readonly Markup[] } {
  const { system, status, revokes, grants, remark, error } = planned;
  const subject = bareSubject(system, planned.subject);
  const isNone = revokes.length + grants.length === 0;
  const changes = isNone ? nothing : grantList(system, { held: [], gained: grants, lost: revokes });
  const remarks = [remark, error].flatMap((text) => (text === undefined ? [] : [markup`<p>${name(text)}`]));
  return {
    head: markup`<bdi>${name(planned.name)}</bdi>${subject === planned.name ? nothing : markup` <small><bdi>${name(subject)}</bdi></small>`}`,
    cells: [place(planned), markup`${status}`, changes, markup`${remarks}`],
  };
}

function cardOf(planned: PlannedSubject): Card {
  const { system, subject, status, revokes, grants, remark, error, losesEverything } = planned;
  const words = [remark, error].flatMap((text) => (text === undefined ? [] : [markup`${name(text)}`]));
  const changes = grantList(system, { held: [], gained: grants, lost: revokes });
  return { who: planned.name, subject, system, status, lines: [...(losesEverything ? [changes] : []), ...words] };
}
