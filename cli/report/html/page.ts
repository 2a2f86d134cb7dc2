import { createHash } from "node:crypto";
import { version } from "../../provider/version.js";
import { isolated, join, type Markup, markup, name, nothing, raw } from "./markup.js";
import { style } from "./style.js";
import { grantWords, systemTitle } from "./words.js";

/**
 * A report as one page that needs nothing else: no network, and no script to read it. Its policy lets a browser run only the script
 * whose hash it names, so a name that slipped through as markup could still do nothing.
 */
export function page(title: string, body: Markup, script?: string): string {
  const scripts = script === undefined ? "" : ` script-src '${hashOf(script)}';`;
  const policy = `default-src 'none';${scripts} style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
${body}<footer class="quiet">Written by pulumi-permissions ${version}. The page holds names of people and what they may do: keep it as you keep those.</footer>
${script === undefined ? nothing : markup`<script>${raw(script)}</script>\n`}</body>
</html>
`.text;
}

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** The system, and the connection where it is not the usual one. */
export function place({ system, connection }: { readonly system: string; readonly connection: string }): Markup {
  const other = connection === "default" ? nothing : markup`, connection <bdi>${name(connection)}</bdi>`;
  return markup`<bdi>${name(systemTitle(system))}</bdi>${other}`;
}

/** Grants as people read them, one after the other. */
export const grantsIn = (system: string, grants: readonly string[]): Markup =>
  join(grantWords(system, grants).map(isolated), ", ");

/** A table that is as wide as it must be, with a head for each column. */
export function plainTable(label: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  return markup`<div class="plain" role="region" tabindex="0" aria-label="${label}">
<table>
<thead><tr>${heads.map((head) => markup`<th scope="col">${head}`)}</thead>
<tbody>${rows}</tbody>
</table>
</div>
`;
}
