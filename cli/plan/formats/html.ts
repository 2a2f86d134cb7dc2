import { createHash } from "node:crypto";
import { version } from "../../../provider/version.js";
import { style } from "../../drift/formats/html/style.js";
import { counted, systemTitle } from "../../drift/formats/html/words.js";
import { isolated, join, type Markup, markup, name, nameAsText, nothing, raw } from "../../report/markup.js";
import { grantWords } from "../../report/words.js";
import type { PlannedSubject, PlanReport } from "../report.js";
import { headline, notable, statusWords } from "./words.js";

/** The plan as one page that needs nothing else: no network, no script. */
export function html(report: PlanReport): string {
  const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;
  const rows = notable(report);
  const { summary } = report;
  const quiet = summary.subjects - rows.length;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>What pulumi up would do in ${nameAsText(report.stack)}</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<h1>What <code>pulumi up</code> would do to access in <bdi>${name(report.stack)}</bdi></h1>
<p>${name(headline(report))}. Compared with live access at <time datetime="${report.checkedAt}">${report.checkedAt}</time>.</p>
</header>
<main>
${rows.length === 0 ? nothing : tableOf(rows)}<p>${counted(quiet, "subject stays", "subjects stay")} as they are.</p>
</main>
<footer class="quiet">Written by pulumi-permissions ${version}. The page holds names of people and what they may do: keep it as you keep those.</footer>
</body>
</html>
`.text;
}

function tableOf(rows: readonly PlannedSubject[]): Markup {
  return markup`<div class="plain" role="region" tabindex="0" aria-label="Who loses and gains what">
<table>
<thead><tr><th scope="col">Who<th scope="col">System<th scope="col">Status<th scope="col">Loses<th scope="col">Gains<th scope="col">Remarks</thead>
<tbody>${rows.map(row)}</tbody>
</table>
</div>
`;
}

function row(planned: PlannedSubject): Markup {
  const { system, connection, subject, status, losesEverything, revokes, grants, remark, error } = planned;
  const place = connection === "default" ? nothing : markup`, connection <bdi>${name(connection)}</bdi>`;
  const lost = losesEverything ? markup`<b>Everything:</b> ${named(system, revokes)}` : named(system, revokes);
  const remarks = [remark, error].flatMap((text) => (text === undefined ? [] : [markup`<p>${name(text)}</p>`]));
  return markup`<tr><th scope="row"><bdi>${name(planned.name)}</bdi><small><bdi>${name(subject)}</bdi></small><td><bdi>${name(systemTitle(system))}</bdi>${place}<td>${statusWords[status]}<td${revokes.length > 0 ? raw(' class="l"') : nothing}>${lost}<td${grants.length > 0 ? raw(' class="g"') : nothing}>${named(system, grants)}<td>${remarks}
`;
}

const named = (system: string, grants: readonly string[]): Markup =>
  join(grantWords(system, grants).map(isolated), ", ");
