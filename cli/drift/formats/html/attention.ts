import { resourceKinds } from "../../../../provider/systems/resourceKinds.js";
import { gathered } from "../../../report/gathered.js";
import { type Card, type CardGroup, command, shellWord } from "../../../report/html/attention.js";
import { grantList } from "../../../report/html/grantList.js";
import { type Markup, markup, name } from "../../../report/html/markup.js";
import { moment, place } from "../../../report/html/page.js";
import { grantWords } from "../../../report/words.js";
import type { Report, ReportedResource, Status, Unmanaged } from "../../report.js";
import { kindOf } from "./words.js";

/** Who needs attention, with what has happened, between which moments, and what mends it. */
export function groupsIn(report: Report): readonly CardGroup[] {
  const { stack, resources, unmanaged } = report;
  const own = (status: Status) => resources.filter((resource) => resource.status === status);
  const cards = (chosen: readonly ReportedResource[]) =>
    gathered(chosen).map(({ row, who }) => cardOf(report, row, who));
  const onStack = stack === "" ? "" : ` --stack ${shellWord(stack)}`;
  return [
    {
      id: "drifted",
      title: "Drifted",
      cure: markup`Live access differs from what was last applied. All of it is taken back by ${command(`pulumi-permissions drift --fix${onStack}`)}; what is meant to stay belongs in the program.`,
      cards: cards(own("drifted")),
    },
    {
      id: "unmanaged",
      title: "Without a resource",
      cure: markup`They have access, and no resource of the stack declares it. Take it away in the system, or write it down: ${command("pulumi-permissions adopt --output FILE --add")}`,
      cards: unmanaged.map(stranger),
    },
    {
      id: "gone",
      title: "Gone",
      cure: markup`The system does not know them any more. Take them out of the program, or let ${command(`pulumi up --refresh${onStack}`)} enter them anew where the system allows that.`,
      cards: cards(own("gone")),
    },
    {
      id: "failed",
      title: "Not read",
      cure: markup`They should have been read, and were not. ${command("pulumi-permissions doctor")} tries every connection.`,
      cards: cards(own("failed")),
    },
    {
      id: "unobservable",
      title: "Cannot be read",
      cure: markup`The system does not show what they may do: nothing here is called in sync.`,
      cards: cards(own("unobservable")),
    },
    {
      id: "corrected",
      title: "Corrected",
      cure: markup`Live access is as applied again.`,
      cards: cards(resources.filter(({ status, corrected }) => status === "in-sync" && corrected !== undefined)),
    },
  ];
}

function cardOf({ checkedAt, stack }: Report, resource: ReportedResource, who: string): Card {
  const { system, subject, status, gained, lost, error, planned, corrected, expired = [], appliedAt } = resource;
  const isOne = who.startsWith(resource.name);
  const changes = gained.length + lost.length === 0 ? [] : [grantList(system, { held: [], gained, lost })];
  const over =
    expired.length === 0 ? [] : [markup`ended, and is still held: ${grantWords(system, expired).join(", ")}`];
  const since =
    status !== "drifted" && status !== "gone"
      ? []
      : [
          appliedAt === undefined
            ? markup`<small>Seen ${moment(checkedAt)}</small>`
            : markup`<small>Applied ${moment(appliedAt)}; seen to differ ${moment(checkedAt)}</small>`,
        ];
  const mending = status === "drifted" && corrected === undefined && isOne ? [mended(resource, stack)] : [];
  return {
    ...{ who: isOne ? resource.name : who, subject: isOne ? subjectWords(resource) : "", system, status },
    lines: [
      ...changes,
      ...over,
      ...(error === undefined ? [] : [markup`${name(error)}`]),
      ...deeds(system, "Would grant", "Would revoke", planned),
      ...deeds(system, "Granted", "Revoked", corrected),
      ...since,
      ...mending,
    ],
  };

  function subjectWords({ connection }: ReportedResource): string {
    return connection === "default" ? subject : `${subject}, connection ${connection}`;
  }
}

/** How one of them alone is taken back. */
function mended(resource: ReportedResource, stack: string): Markup {
  const { system, urn, name: own } = resource;
  const isWatched = resourceKinds.get(`${system}/${kindOf(resource)}`)?.declared({}, 0) === "watched";
  if (isWatched) return markup`<small>Its API only shows access: change it by hand, or the program.</small>`;
  const onStack = stack === "" ? "" : ` --stack ${shellWord(stack)}`;
  // The engine takes `**` for anything before it: a whole URN takes a card of its own.
  const target = own.includes("*") ? urn : `**:${kindOf(resource)}::${own}`;
  return command(`pulumi up --refresh --target ${shellWord(target)}${onStack}`);
}

function deeds(system: string, granting: string, revoking: string, plan: ReportedResource["planned"]): Markup[] {
  if (plan === undefined) return [];
  const sentence = (verb: string, grants: readonly string[]) =>
    grants.length === 0 ? [] : [markup`${verb}: ${grantList(system, { held: grants })}`];
  const all = [...sentence(granting, plan.grant), ...sentence(revoking, plan.revoke)];
  return all.length > 0 ? all : [markup`A correction changes nothing.`];
}

function stranger(person: Unmanaged): Card {
  const { system, scope, subject, grants } = person;
  const where = markup`<small>${place(person)}, <bdi>${name(scope)}</bdi></small>`;
  const held =
    grants.length === 0 ? markup`access that this release does not understand` : grantList(system, { held: grants });
  return { who: subject, subject: "", system, status: "unmanaged", isOnly: true, lines: [where, held] };
}
