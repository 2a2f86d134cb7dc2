import { createHash } from "node:crypto";
import { version } from "../../../provider/version.js";
import { systemTitle } from "../words.js";
import { type Markup, markup, name, nothing, raw } from "./markup.js";
import { style } from "./style.js";

interface PageOptions {
  readonly script?: string;
  /** A page of what is planned has other colours than one of what has happened: there a gain is meant. */
  readonly tone?: "" | "planned";
}

/**
 * A report as one page that needs nothing else: no network, and no script to read it. Its policy lets a browser run only the script
 * whose hash it names, so a name that slipped through as markup could still do nothing.
 */
export function page(title: string, body: Markup, { script, tone = "" }: PageOptions = {}): string {
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
<body class="${tone}">
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

/** A table with a head for each column; a column in which no row has anything is left out. The first cell of a row names it. */
export function plainTable(
  label: string,
  heads: readonly string[],
  rows: readonly { readonly head: Markup; readonly cells: readonly Markup[] }[],
): Markup {
  const [first = "", ...others] = heads;
  const used = others.map((_, index) => rows.some(({ cells }) => (cells[index]?.text ?? "") !== ""));
  const shown = <Item>(items: readonly Item[]): readonly Item[] => items.filter((_, index) => used[index]);
  const row = ({ head, cells }: { readonly head: Markup; readonly cells: readonly Markup[] }): Markup =>
    markup`<tr><th scope=row>${head}${shown(cells).map((cell) => markup`<td>${cell}`)}
`;
  return markup`<section>
<table class="plain" aria-label="${label}">
<thead><tr><th scope="col">${first}${shown(others).map((head) => markup`<th scope="col">${head}`)}</thead>
<tbody>${rows.map(row)}</tbody>
</table>
</section>
`;
}

/** When something was seen, for people. */
export function moment(instant: string): Markup {
  const words = new Date(instant).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return markup`<time datetime="${instant}">${words} UTC</time>`;
}
