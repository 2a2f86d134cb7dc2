import { type Gathered, gathered } from "../../report/gathered.js";
import { type Colour, linesOf } from "../../report/lines.js";
import { grantWords, personWords, systemTitle } from "../../report/words.js";
import type { Report, ReportedResource, Status } from "../report.js";
import { headline, named, notable, statusWords } from "./words.js";

const colours: Readonly<Record<Status, Colour>> = {
  failed: "red",
  drifted: "yellow",
  gone: "yellow",
  unobservable: "dim",
  "in-sync": "green",
};
/** For people: what asks for attention, a block each. */
export function text(report: Report, { isColoured }: { readonly isColoured: boolean }): string {
  const { line, detail, bold } = linesOf([...Object.values(statusWords), "unmanaged"], isColoured);
  const inWords = ({ system }: { readonly system: string }, grants: readonly string[]) => grantWords(system, grants);

  const block = ({ row: resource, who }: Gathered<ReportedResource>): string[] => [
    line(colours[resource.status], statusWords[resource.status], who),
    ...resource.gained.map((grant) => detail("red", "+", `${inWords(resource, [grant])}  ${gain(resource, grant)}`)),
    ...inWords(resource, resource.lost).map((grant) => detail("red", "-", `${grant}  lost`)),
    ...deeds("would", resource.system, resource.planned).map((words) => detail("dim", ">", words)),
    ...deeds("did", resource.system, resource.corrected).map((words) => detail("green", ">", words)),
    ...(resource.error === undefined ? [] : [detail("dim", "!", resource.error)]),
  ];
  const { people, rest } = named(report.unmanaged);
  const unmanaged = people.flatMap((person) => [
    line("yellow", "unmanaged", `${personWords(person)}, ${systemTitle(person.system)} ${person.scope}`),
    ...(person.grants.length === 0 ? [detail("dim", "!", "has access that this release does not understand")] : []),
    ...inWords(person, person.grants).map((grant) => detail("dim", "·", grant)),
  ]);
  return `${[...gathered(notable(report)).flatMap(block), ...unmanaged, ...rest.map(({ where, count }) => line("yellow", "unmanaged", `and ${count} more, ${where}`)), bold(headline(report))].join("\n")}\n`;
}

function gain({ expired = [] }: ReportedResource, grant: string): string {
  return expired.includes(grant) ? "still held, although its time is over" : "gained";
}

function deeds(how: "would" | "did", system: string, plan: ReportedResource["planned"]): string[] {
  const [grant, revoke] = how === "would" ? ["would grant", "would revoke"] : ["granted", "revoked"];
  return [
    ...grantWords(system, plan?.revoke ?? []).map((name) => `${revoke} ${name}`),
    ...grantWords(system, plan?.grant ?? []).map((name) => `${grant} ${name}`),
  ];
}
