import { compareNames } from "../../report/compareNames.js";
import { type Markup, markup, name, nameAsText, nothing, raw } from "../../report/markup.js";
import { grantsIn, page } from "../../report/page.js";
import { counted, systemTitle } from "../../report/words.js";
import type { Report, Status, Unmanaged } from "../report.js";
import { type Matrix, matricesOf, matrixSection } from "./html/matrix.js";
import { script } from "./html/script.js";
import { statuses } from "./html/words.js";

/** The report as a page, with a filter that works where scripts may run. */
export function html(report: Report): string {
  const matrices = matricesOf(report.resources);
  const body = markup`${header(report)}<main>
${places(matrices, report)}${filters(report)}${legend}${matrices.map(matrixSection)}${unmanagedSection(report.unmanaged)}</main>
`;
  return page(`Access of stack ${nameAsText(report.stack)}`, body, script);
}

function header({ stack, checkedAt, summary, unmanaged }: Report): Markup {
  const counts: readonly (readonly [string, number])[] = [
    ["In sync", summary.inSync],
    ["Drifted", summary.drifted],
    ["Gone", summary.gone],
    ["Unobservable", summary.unobservable],
    ["Failed", summary.failed],
    ["Unmanaged", unmanaged.length],
  ];
  return markup`<header>
<h1>Access of stack <bdi>${name(stack)}</bdi></h1>
<p>Live access compared with what was last applied, ${moment(checkedAt)}: ${counted(summary.resources, "resource", "resources")}.</p>
<dl class="counts">${counts.map(([words, count]) => markup`<div><dt>${words}</dt><dd>${count.toLocaleString("en-US")}</dd></div>`)}</dl>
</header>
`;
}

function moment(checkedAt: string): Markup {
  const words = new Date(checkedAt).toLocaleString("en-GB", {
    dateStyle: "long",
    timeStyle: "medium",
    timeZone: "UTC",
  });
  return markup`<time datetime="${checkedAt}">${words} UTC</time>`;
}

/** Where there is what, with links: with a thousand subjects the one that drifted may be far down. */
function places(matrices: readonly Matrix[], { unmanaged }: Report): Markup {
  if (matrices.length === 0) return markup`<p>The stack has no permission resource.</p>\n`;
  const number = (count: number): Markup =>
    markup`<td class="${count === 0 ? "number zero" : "number"}">${count.toLocaleString("en-US")}`;
  const place = ({ id, system, connection, kind, resources }: Matrix): Markup => {
    const count = (status: Status) => resources.filter((resource) => resource.status === status).length;
    return markup`<tr><th scope="row"><a href="#${id}"><bdi>${name(systemTitle(system))}</bdi>, <bdi>${name(kind)}</bdi></a><td><bdi>${name(connection)}</bdi>${statuses.map(({ status }) => number(count(status)))}
`;
  };
  const strangers =
    unmanaged.length === 0
      ? nothing
      : markup`<p><a href="#unmanaged">${counted(unmanaged.length, "person", "people")} with access whom no resource declares</a></p>\n`;
  return markup`<div class="plain" role="region" tabindex="0" aria-label="Status by system">
<table>
<caption><i>Status by system</i></caption>
<thead><tr><th scope="col">Access<th scope="col">Connection${statuses.map(({ words }) => markup`<th scope="col" class="number">${words}`)}</thead>
<tbody>${matrices.map(place)}</tbody>
</table>
</div>
${strangers}`;
}

/** Hidden until the script shows it: without a script it could do nothing. */
function filters({ resources, unmanaged }: Report): Markup {
  const systems = [...new Set([...resources, ...unmanaged].map(({ system }) => system))].sort(compareNames);
  const option = (value: string, words: string): Markup => markup`<option value="${value}">${words}</option>`;
  return markup`<div role="search" aria-label="Filter the rows" hidden>
<div><label for="name">Name contains</label><input id="name" type="search" autocomplete="off" spellcheck="false"></div>
<div><label for="system">System</label><select id="system">${option("", "All systems")}${systems.map((system) => option(system, nameAsText(systemTitle(system))))}</select></div>
<div><label for="status">Status</label><select id="status">${option("", "Any status")}${option("drift", "Only drift: drifted or gone")}${statuses.map(({ status, words }) => option(status, words))}${option("unmanaged", "Unmanaged")}</select></div>
<button id="reset" type="button">Show everything</button>
<div id="shown" role="status" aria-live="polite"></div>
</div>
`;
}

const legend = raw(`<ul class="legend" aria-label="Marks in the tables">
<li><span class="h" aria-hidden="true">✓</span>held, as applied
<li><span class="g" aria-hidden="true">+</span>gained: held, but not applied
<li><span class="l" aria-hidden="true">−</span>lost: applied, but not held
<li><span class="w" aria-hidden="true">◦</span>held through a wider grant
<li><span class="q" aria-hidden="true">?</span>not known
<li>empty: not held
</ul>
`);

function unmanagedSection(unmanaged: readonly Unmanaged[]): Markup {
  if (unmanaged.length === 0) return nothing;
  const sorted = unmanaged.toSorted(
    (left, right) =>
      compareNames(left.system, right.system) ||
      compareNames(left.connection, right.connection) ||
      compareNames(left.scope, right.scope) ||
      compareNames(left.subject, right.subject),
  );
  const row = ({ system, connection, scope, subject, grants }: Unmanaged): Markup =>
    markup`<tr data-system="${system}" data-status="unmanaged"><th scope="row"><bdi>${name(subject)}</bdi><td><bdi>${name(systemTitle(system))}</bdi><td><bdi>${name(connection)}</bdi><td><bdi>${name(scope)}</bdi><td>${
      grants.length === 0 ? "none that is known" : grantsIn(system, grants)
    }
`;
  return markup`<section data-system="">
<h2 id="unmanaged">Unmanaged people</h2>
<p>${counted(unmanaged.length, "person has", "people have")} access, and no resource of the stack declares it.</p>
<div class="scroll" role="region" tabindex="0" aria-labelledby="unmanaged">
<table aria-labelledby="unmanaged">
<colgroup><col class="subject"><col class="name"><col class="name"><col class="name"><col class="remarks"></colgroup>
<thead><tr><th scope="col">Subject<th scope="col">System<th scope="col">Connection<th scope="col">Scope<th scope="col">Grants</thead>
<tbody>${sorted.map(row)}</tbody>
</table>
</div>
</section>
`;
}
