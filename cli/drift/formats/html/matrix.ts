import { type Covers, sameGrant } from "../../../../provider/access/access.js";
import { resourceKinds } from "../../../../provider/systems/resourceKinds.js";
import { compareNames } from "../../../report/compareNames.js";
import { isolated, join, type Markup, markup, name, nothing, raw } from "../../../report/markup.js";
import { counted, grantWords, systemTitle } from "../../../report/words.js";
import type { ReportedResource } from "../../report.js";
import { rank } from "../words.js";
import { type Group, groupsOf, labelIn, ranges } from "./columns.js";
import { kindOf, statuses } from "./words.js";

/** Resources whose grants are comparable: those of one kind in one connection of one system. */
export interface Matrix {
  readonly id: string;
  readonly system: string;
  readonly connection: string;
  readonly kind: string;
  readonly resources: readonly ReportedResource[];
}

export function matricesOf(resources: readonly ReportedResource[]): Matrix[] {
  const found = new Map<string, ReportedResource[]>();
  for (const resource of resources) {
    const key = JSON.stringify([resource.system, resource.connection, kindOf(resource)]);
    const others = found.get(key);
    if (others === undefined) found.set(key, [resource]);
    else others.push(resource);
  }
  return [...found.values()]
    .flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const { system, connection } = first;
      return [{ system, connection, kind: kindOf(first), resources: members.toSorted(compareRows) }];
    })
    .sort(
      (left, right) =>
        compareNames(systemTitle(left.system), systemTitle(right.system)) ||
        compareNames(left.connection, right.connection) ||
        compareNames(left.kind, right.kind),
    )
    .map((matrix, index) => ({ id: `access-${index + 1}`, ...matrix }));
}

/** What needs a look first, and of the rest what a correction did or would do something about. */
function compareRows(left: ReportedResource, right: ReportedResource): number {
  return urgency(left) - urgency(right) || compareNames(left.subject, right.subject);
}

function urgency({ status, planned, corrected }: ReportedResource): number {
  const place = rank({ status });
  return status === "in-sync" && (planned ?? corrected) !== undefined ? place - 0.5 : place;
}

/** From here on a table is worth not being laid out before it is seen. */
const manyRows = 100;

export function matrixSection(matrix: Matrix): Markup {
  const { id, system, connection, kind, resources } = matrix;
  const groups = groupsOf(resources.flatMap(({ held = [], gained, lost }) => [...held, ...gained, ...lost]));
  return markup`<section data-system="${system}"${resources.length > manyRows ? raw(' class="large"') : nothing}>
<h2 id="${id}"><bdi>${name(systemTitle(system))}</bdi>, connection <bdi>${name(connection)}</bdi>: <bdi>${name(kind)}</bdi></h2>
<p>${counted(resources.length, "subject", "subjects")}; ${columnsInWords(groups)}</p>
<div class="scroll" role="region" tabindex="0" aria-labelledby="${id}">
<table aria-labelledby="${id}">
<colgroup><col class="subject"><col class="remarks"></colgroup>${groups.map(columnGroup)}
<thead><tr><th scope="col">Subject<th scope="col">Status${groups.map((group) => heads(system, group))}</thead>
<tbody>${resources.map((resource) => row(resource, groups))}</tbody>
</table>
</div>
</section>
`;
}

function columnsInWords(groups: readonly Group[]): string {
  const all = groups.reduce((sum, { grants }) => sum + grants.length, 0);
  return all === 0 ? "no grant is known." : `${counted(all, "grant", "different grants")}.`;
}

function columnGroup({ grants, listed }: Group, index: number): Markup {
  const columns = listed
    ? raw('<col class="list">')
    : grants.map((grant) => raw(grant.length > 30 ? '<col class="wide">' : "<col>"));
  return markup`<colgroup${index % 2 === 0 ? raw(' class="even"') : nothing}>${columns}</colgroup>`;
}

function heads(system: string, group: Group): Markup {
  const { prefix, grants, listed } = group;
  if (listed) {
    return markup`<th scope="col" class="list">${prefix === "" ? "other grants" : name(prefix)} <small>${grants.length} different</small>`;
  }
  const head = (grant: string): Markup => {
    const label = labelIn(group, grant);
    const [words = grant] = grantWords(system, [grant]);
    if (words !== grant) return markup`<th scope="col" class="turned"><span>${name(words)}</span>`;
    return markup`<th scope="col" class="turned"><span><em>${name(grant.slice(0, grant.length - label.length))}</em>${name(label)}</span>`;
  };
  return markup`${grants.map(head)}`;
}

// Closing tags of rows and cells are optional in HTML. With a thousand subjects that is a fifth of the page.
function row(resource: ReportedResource, groups: readonly Group[]): Markup {
  const { subject, status } = resource;
  return markup`<tr data-status="${status}"><th scope="row"><bdi>${name(subject)}</bdi><small><bdi>${name(resource.name)}</bdi></small>${remarks(resource)}${cells(resource, groups)}
`;
}

function remarks(resource: ReportedResource): Markup {
  const { system, status, gained, lost, error, planned, corrected } = resource;
  const { symbol = "", words = status } = statuses.find((known) => known.status === status) ?? {};
  const changes = [
    sentence("Gained", grantWords(system, gained)),
    sentence("Lost", grantWords(system, lost)),
    error === undefined ? nothing : markup`<p>${name(error)}</p>`,
    correction(system, planned, "Would grant", "Would revoke", "A correction would change nothing."),
    correction(system, corrected, "Granted", "Revoked", "The correction changed nothing."),
  ];
  return markup`<td class="${status}"><b><span aria-hidden="true">${symbol}</span> ${words}</b>${changes}`;
}

function correction(
  system: string,
  plan: ReportedResource["planned"],
  granting: string,
  revoking: string,
  none: string,
): Markup {
  if (plan === undefined) return nothing;
  const { grant, revoke } = plan;
  if (grant.length + revoke.length === 0) return markup`<p>${none}</p>`;
  return markup`${sentence(granting, grantWords(system, grant))}${sentence(revoking, grantWords(system, revoke))}`;
}

const sentence = (verb: string, grants: readonly string[]): Markup =>
  grants.length === 0 ? nothing : markup`<p>${verb}: ${namesOf(grants)}</p>`;

const namesOf = (grants: readonly string[]): Markup => join(grants.toSorted(compareNames).map(isolated), ", ");

function cells(resource: ReportedResource, groups: readonly Group[]): Markup {
  const { system, status, gained, lost } = resource;
  const holding: Holding = {
    known: resource.held !== undefined || status === "gone",
    gained: new Set(gained),
    lost: new Set(lost),
    held: new Set(resource.held),
    covers: resourceKinds.get(`${system}/${kindOf(resource)}`)?.covers ?? sameGrant,
  };
  return markup`${groups.map((group) =>
    group.listed ? listCell(group, holding) : markup`${group.grants.map((grant) => cell(grant, holding))}`,
  )}`;
}

interface Holding {
  readonly known: boolean;
  readonly gained: ReadonlySet<string>;
  readonly lost: ReadonlySet<string>;
  readonly held: ReadonlySet<string>;
  /** What a wider grant includes is held although it is not named: SPanel's `email/*`. */
  readonly covers: Covers;
}

function cell(grant: string, { known, gained, lost, held, covers }: Holding): Markup {
  if (gained.has(grant)) return raw("<td class=g>+<i>gained</i>");
  if (lost.has(grant)) return raw("<td class=l>−<i>lost</i>");
  if (held.has(grant)) return raw("<td class=h>✓<i>held</i>");
  if (!known) return raw("<td class=q>?<i>not known</i>");
  const through = covers === sameGrant ? undefined : [...held].find((wider) => covers(wider, grant));
  return through === undefined ? raw("<td>") : markup`<td class=w>◦<i>held through ${name(through)}</i>`;
}

function listCell(group: Group, { known, gained, lost, held, covers }: Holding): Markup {
  const labels = (grants: readonly string[]): Markup =>
    join(ranges(grants.map((grant) => labelIn(group, grant))).map(isolated), ", ");
  const more = group.grants.filter((grant) => gained.has(grant));
  const fewer = group.grants.filter((grant) => lost.has(grant));
  const kept = group.grants.filter((grant) => held.has(grant) && !gained.has(grant));
  const through = [...held].find((wider) => !group.grants.includes(wider) && covers(wider, group.prefix));
  const lines = [
    ...(more.length === 0 ? [] : [markup`<ins>+ gained ${labels(more)}</ins>`]),
    ...(fewer.length === 0 ? [] : [markup`<del>− lost ${labels(fewer)}</del>`]),
    ...(kept.length === 0
      ? []
      : [kept.length > 8 ? markup`<b>${kept.length} held:</b> ${labels(kept)}` : labels(kept)]),
    ...(through === undefined ? [] : [markup`◦ all through ${name(through)}`]),
    ...(known ? [] : [raw("? not known")]),
  ];
  return markup`<td class=list>${lines.map((line, index) => (index === 0 ? line : markup`<br>\n${line}`))}`;
}
