import { compareNames } from "../compareNames.js";
import { bareSubject, counted, systemTitle } from "../words.js";
import { type Markup, markup, name, nothing, raw } from "./markup.js";

/** Somebody with what they may do, as a row of a table. */
export interface PageRow {
  readonly system: string;
  readonly connection: string;
  readonly kind: string;
  readonly name: string;
  readonly subject: string;
  /** For the filter, and the colour of the mark. */
  readonly status: string;
  /** The status in a word; nothing where the row is as it should be. */
  readonly mark: Markup | undefined;
  readonly access: Markup;
}

/** From here on a table is worth not being laid out before it is seen. */
const manyRows = 50;

/**
 * A table for each system, connection and kind of resource, in that order; within one, by the order given.
 *
 * @param whenQuiet what is said of a table in which no row has a mark
 */
export function rowSections(rows: readonly PageRow[], whenQuiet: string): Markup {
  const groups = new Map<string, [PageRow, ...PageRow[]]>();
  for (const row of rows) {
    const key = JSON.stringify([row.system, row.connection, row.kind]);
    const others = groups.get(key);
    if (others === undefined) groups.set(key, [row]);
    else others.push(row);
  }
  const sorted = [...groups.values()].sort(([left], [right]) => {
    const keys = (row: PageRow) => [systemTitle(row.system), row.connection, row.kind];
    return compareNames(keys(left).join("\n"), keys(right).join("\n"));
  });
  const places = sorted.map((own, index) => ({ own, id: `access-${index + 1}`, title: titleOf(own[0], sorted) }));
  return markup`${places.length > 1 ? contents(places) : nothing}${places.map((place) => section(place, whenQuiet))}`;
}

/** No more than it takes to tell the tables apart. */
function titleOf({ system, connection, kind }: PageRow, all: readonly (readonly [PageRow, ...PageRow[]])[]): Markup {
  const others = all.map(([first]) => first).filter((first) => first.system === system);
  const isOneOfKinds = others.some((other) => other.kind !== kind);
  const parts = [
    ...(others.some((other) => other.connection !== connection) || connection !== "default"
      ? [markup`, connection <bdi>${name(connection)}</bdi>`]
      : []),
    ...(isOneOfKinds ? [markup`: <bdi>${name(kind)}</bdi>`] : []),
  ];
  return markup`<bdi>${name(systemTitle(system))}</bdi>${parts}`;
}

interface Place {
  readonly own: readonly [PageRow, ...PageRow[]];
  readonly id: string;
  readonly title: Markup;
}

function contents(places: readonly Place[]): Markup {
  return markup`<nav aria-label="Systems"><ul>${places.map(({ own, id, title }) => markup`<li><a href="#${id}">${title}</a> ${own.length.toLocaleString("en-US")}`)}</ul></nav>
`;
}

function section({ own: rows, id, title }: Place, whenQuiet: string): Markup {
  const [{ system }] = rows;
  const { common, shorten } = sharedWords(rows);
  const isMarked = rows.some(({ mark }) => mark !== undefined);
  const size = rows.length > manyRows ? raw(' class="large"') : nothing;
  const kinds = common === "" ? nothing : markup`: <bdi>${name(common)}</bdi>`;
  return markup`<section data-system="${system}"${size}>
<h2 id="${id}">${title}</h2>
<p class="quiet">${counted(rows.length, "subject", "subjects")}${kinds}${isMarked || whenQuiet === "" ? nothing : `; ${whenQuiet}`}</p>
<table aria-labelledby="${id}"${isMarked ? raw(' class="marked"') : nothing}>
<thead><tr><th scope="col">Who${isMarked ? raw('<th scope="col">Status') : nothing}<th scope="col">Access</thead>
<tbody>${rows.map((row) => rowOf(row, shorten(row.subject), isMarked))}</tbody>
</table>
</section>
`;
}

// Closing tags of rows and cells are optional in HTML, and so are most quotes. With a thousand subjects that is a fifth of the page.
function rowOf({ name: own, status, mark, access }: PageRow, subject: string, isMarked: boolean): Markup {
  const words = subject === "" || subject === own ? nothing : markup` <small><bdi>${name(subject)}</bdi></small>`;
  const statusCell = isMarked ? markup`<td class="${status}">${mark ?? raw("✓")}` : nothing;
  return markup`<tr data-status="${status}"><th scope=row><bdi>${name(own)}</bdi>${words}${statusCell}<td>${access}
`;
}

/** What the subjects of a table have in common is said once, above it: `user … of company 15`. */
function sharedWords(rows: readonly [PageRow, ...PageRow[]]): {
  readonly common: string;
  readonly shorten: (subject: string) => string;
} {
  const [{ system }] = rows;
  const bare = (subject: string) => bareSubject(system, subject);
  const all = rows.map(({ subject }) => bare(subject).split(" "));
  const [first = []] = all;
  const most = Math.min(...all.map((words) => words.length)) - 1;
  const isAlone = rows.length === 1;
  const alike = (at: (words: readonly string[], index: number) => string | undefined): number => {
    let count = 0;
    while (count < most && all.every((words) => at(words, count) === at(first, count))) count += 1;
    return isAlone ? 0 : count;
  };
  const before = alike((words, index) => words[index]);
  const after = Math.min(
    alike((words, index) => words.at(-1 - index)),
    most - before,
  );
  const middle = (words: readonly string[]) => words.slice(before, words.length - after).join(" ");
  const common =
    before + after === 0 ? "" : [...first.slice(0, before), "…", ...first.slice(first.length - after)].join(" ");
  return { common, shorten: (subject) => middle(bare(subject).split(" ")) };
}
