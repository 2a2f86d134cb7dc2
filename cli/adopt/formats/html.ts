import { createHash } from "node:crypto";
import { version } from "../../../provider/version.js";
import { style } from "../../drift/formats/html/style.js";
import { systemTitle } from "../../drift/formats/html/words.js";
import { isolated, join, type Markup, markup, name, nothing, raw } from "../../report/markup.js";
import { grantWords } from "../../report/words.js";
import { type AdoptedSubject, type AdoptReport, headline, notable, wordsOf } from "../report.js";

/** The report as one page that needs nothing else: no network, no script. */
export function html(report: AdoptReport): string {
  const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;
  const rows = notable(report);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Adopted access</title>
<style>${raw(style)}</style>
</head>
<body>
<header>
<h1>Adopted access</h1>
<p>${name(headline(report))}. Read from live access at <time datetime="${report.checkedAt}">${report.checkedAt}</time>.</p>
</header>
<main>
${report.notes.map((note) => markup`<p>${name(note)}</p>\n`)}${rows.length === 0 ? nothing : tableOf(rows)}</main>
<footer class="quiet">Written by pulumi-permissions ${version}. The page holds names of people and what they may do: keep it as you keep those.</footer>
</body>
</html>
`.text;
}

function tableOf(rows: readonly AdoptedSubject[]): Markup {
  return markup`<div class="plain" role="region" tabindex="0" aria-label="What to look at first">
<table>
<thead><tr><th scope="col">Who<th scope="col">System<th scope="col">Status<th scope="col">Has<th scope="col">Gained<th scope="col">Lost<th scope="col">Remarks</thead>
<tbody>${rows.map(row)}</tbody>
</table>
</div>
`;
}

function row(adopted: AdoptedSubject): Markup {
  const { system, connection, subject, status, grants, gained = [], lost = [] } = adopted;
  const place = connection === "default" ? nothing : markup`, connection <bdi>${name(connection)}</bdi>`;
  const remarks = wordsOf(adopted).map((words) => markup`<p>${name(words)}</p>`);
  return markup`<tr><th scope="row"><bdi>${name(adopted.name ?? subject)}</bdi><small><bdi>${name(subject)}</bdi></small><td><bdi>${name(systemTitle(system))}</bdi>${place}<td>${status}<td>${named(system, grants)}<td>${named(system, gained)}<td>${named(system, lost)}<td>${remarks}
`;
}

const named = (system: string, grants: readonly string[]): Markup =>
  join(grantWords(system, grants).map(isolated), ", ");
