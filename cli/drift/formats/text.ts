import { styleText } from "node:util";
import { harmless } from "../../../provider/pulumi/harmless.js";
import type { Report, ReportedResource, Status } from "../report.js";
import { headline, notable, statusWords, subjectWords } from "./words.js";

type Colour = "red" | "green" | "yellow" | "dim" | "bold";

const colours: Readonly<Record<Status, Colour>> = {
  failed: "red",
  drifted: "yellow",
  gone: "yellow",
  unobservable: "dim",
  "in-sync": "green",
};
const width = Math.max(...Object.values(statusWords).map((word) => word.length), "unmanaged".length) + 2;

/** For people: what asks for attention, a block each. */
export function text(report: Report, { isColoured }: { readonly isColoured: boolean }): string {
  const paint = (colour: Colour, words: string) =>
    isColoured ? styleText(colour, words, { validateStream: false }) : words;
  const line = (colour: Colour, label: string, words: string) =>
    `${paint(colour, label.padEnd(width))}${harmless(words)}`;
  const detail = (colour: Colour, sign: string, words: string) =>
    `${" ".repeat(width)}${paint(colour, `${sign} ${harmless(words)}`)}`;

  const block = (resource: ReportedResource): string[] => [
    line(colours[resource.status], statusWords[resource.status], subjectWords(resource)),
    ...resource.gained.map((grant) => detail("red", "+", `${grant}  gained`)),
    ...resource.lost.map((grant) => detail("red", "-", `${grant}  lost`)),
    ...deeds("would", resource.planned).map((words) => detail("dim", ">", words)),
    ...deeds("did", resource.corrected).map((words) => detail("green", ">", words)),
    ...(resource.error === undefined ? [] : [detail("dim", "!", resource.error)]),
  ];
  const unmanaged = report.unmanaged.flatMap((person) => [
    line("yellow", "unmanaged", `${subjectWords(person)}, ${person.system} ${person.scope}`),
    ...(person.grants.length === 0 ? [detail("dim", "!", "has access that this release does not understand")] : []),
    ...person.grants.map((grant) => detail("dim", "·", grant)),
  ]);
  return `${[...notable(report).flatMap(block), ...unmanaged, paint("bold", harmless(headline(report)))].join("\n")}\n`;
}

function deeds(how: "would" | "did", plan: ReportedResource["planned"]): string[] {
  const [grant, revoke] = how === "would" ? ["would grant", "would revoke"] : ["granted", "revoked"];
  return [
    ...(plan?.revoke ?? []).map((name) => `${revoke} ${name}`),
    ...(plan?.grant ?? []).map((name) => `${grant} ${name}`),
  ];
}
