import { attention, type Card, type CardGroup, command } from "../../report/html/attention.js";
import { countBoxes } from "../../report/html/counts.js";
import { filterScript } from "../../report/html/filterScript.js";
import { filters } from "../../report/html/filters.js";
import { gain, grantList, loss } from "../../report/html/grantList.js";
import { isolated, join, type Markup, markup, name, nameAsText } from "../../report/html/markup.js";
import { moment, page } from "../../report/html/page.js";
import { type PageRow, rowSections } from "../../report/html/rows.js";
import { typeIn } from "../../report/nameIn.js";
import { systemTitle } from "../../report/words.js";
import { gapsIn, grantIn, type Person, peopleIn } from "../gathered.js";
import type { Row, WhoReport } from "../report.js";

/** The answer as a page: what is odd in it, then everybody, and at the end what it does not say. */
export function html(report: WhoReport): string {
  const { stack, at, checkedAt, rows, nothing: idle, unknown } = report;
  const people = peopleIn(rows);
  const gaps = gapsIn(unknown);
  const strangers = people.filter(({ row }) => row.seen === "unmanaged");
  const drifted = people.filter((person) => person.rows.some(({ drift }) => drift !== undefined));
  const groups: readonly CardGroup[] = [
    {
      id: "drifted",
      title: "Drifted",
      cure: markup`Live access differs from what was last applied. ${command("pulumi-permissions drift")} says how to take it back.`,
      cards: drifted.map(cardOf),
    },
    {
      id: "unmanaged",
      title: "Without a resource",
      cure: markup`They have access, and no resource of the stack declares it.`,
      cards: strangers.map(strangerCard),
    },
  ];
  const holding = people.filter((person) => !strangers.includes(person)).map(rowOf);
  const idling: PageRow[] = idle.map((one) => ({
    ...one,
    kind: kindIn(one.urn),
    status: "nothing",
    mark: undefined,
    access: markup`nothing`,
  }));
  const choices = [
    { value: "held", words: "As applied" },
    { value: "drifted", words: "Drifted" },
    { value: "unmanaged", words: "Without a resource" },
    { value: "nothing", words: "With nothing" },
  ];
  const all = [...holding, ...idling];
  const how =
    at === "live"
      ? markup`What the systems show, ${moment(checkedAt)}`
      : markup`What the stack last applied, asked ${moment(checkedAt)}`;
  const body = markup`<header>
<h1>Who has what in <bdi>${name(stack)}</bdi></h1>
<p>${how}.</p>
${countBoxes([
  { count: drifted.length, words: "drifted", tone: "bad", target: "drifted" },
  { count: strangers.length, words: "without a resource", tone: "bad", target: "unmanaged" },
  {
    count: gaps.length,
    words: gaps.length === 1 ? "thing is not known" : "things are not known",
    tone: "warn",
    target: "unknown",
  },
  { count: all.length, words: all.length === 1 ? "subject" : "subjects", tone: "plain", target: "access-1" },
])}</header>
<main>
${filters(
  [...all, ...strangers.map(({ row }) => row)].map(({ system }) => system),
  choices,
)}${attention(groups)}${all.length + strangers.length === 0 ? markup`<p>Nobody matches.</p>\n` : rowSections(all, "")}<h2 id="unknown">What is not known</h2>
<dl class="gaps">
${gaps.map(({ who, why }) => markup`<dt><bdi>${name(who)}</bdi><dd>${name(why)}\n`)}</dl>
</main>
`;
  return page(`Who has what in ${nameAsText(stack)}`, body, { script: filterScript });
}

function rowOf({ row, who, rows }: Person): PageRow {
  const { system, connection, subject, person, urn } = row;
  const isDrifted = rows.some(({ drift }) => drift !== undefined);
  const isDelegate = person !== undefined && who.startsWith(`${person} in `);
  return {
    ...{ system, connection, subject, access: accessOf(rows), kind: kindIn(urn) },
    status: isDrifted ? "drifted" : "held",
    mark: isDrifted ? markup`<b>Drifted</b>` : undefined,
    name: isDelegate ? person : row.name,
  };
}

/** Such as `ContactPermissions`. */
const kindIn = (urn: string): string => typeIn(urn).split(":").at(-1) ?? "";

/** What is plain is said as in every report; what is to be said of a single grant stands with it. */
function accessOf(rows: readonly Row[]): Markup {
  const [{ system } = { system: "" }] = rows;
  const plain = rows.filter(({ through, until, role, drift }) =>
    [through, until, role, drift].every((one) => one === undefined),
  );
  const others = rows.filter((row) => !plain.includes(row));
  const said = others.map((row) => {
    const words = isolated(grantIn(row));
    if (row.drift === "gained") return gain(words);
    return row.drift === "lost" ? loss(words) : words;
  });
  return join(
    [...said, ...(plain.length > 0 ? [grantList(system, { held: plain.map(({ grant }) => grant) })] : [])],
    ", ",
  );
}

function cardOf({ row, rows }: Person): Card {
  const { name: who, subject, system } = row;
  return {
    who,
    subject,
    system,
    status: "drifted",
    lines: [accessOf(rows.filter(({ drift }) => drift !== undefined))],
  };
}

/** They stand nowhere else on the page. */
function strangerCard({ row: { system }, rows, who }: Person): Card {
  return { who, subject: systemTitle(system), system, status: "unmanaged", isOnly: true, lines: [accessOf(rows)] };
}
