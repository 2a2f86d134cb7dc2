import { type Colour, linesOf } from "../../report/lines.js";
import { grantWords, personWords } from "../../report/words.js";
import { type AdoptedSubject, type AdoptReport, headline, notable, type Status, statuses, wordsOf } from "../report.js";

const colours: Readonly<Record<Status, Colour>> = {
  adoptable: "green",
  "not-adoptable": "yellow",
  unreadable: "dim",
  failed: "red",
  managed: "dim",
  present: "dim",
  agrees: "green",
  differs: "red",
  new: "yellow",
};

/** For people: what to look at first, a block each. */
export function text(report: AdoptReport, { isColoured }: { readonly isColoured: boolean }): string {
  const { line, detail, bold } = linesOf(statuses, isColoured);
  const block = (adopted: AdoptedSubject): string[] => [
    line(colours[adopted.status], adopted.status, personWords(adopted)),
    ...grantWords(adopted.system, adopted.gained ?? []).map((grant) => detail("red", "+", grant)),
    ...grantWords(adopted.system, adopted.lost ?? []).map((grant) => detail("yellow", "-", grant)),
    ...wordsOf(adopted).map((words) => detail("dim", "!", words)),
  ];
  const notes = report.notes.map((note) => line("dim", "note", note));
  return `${[...notable(report).flatMap(block), ...notes, bold(headline(report))].join("\n")}\n`;
}
