import { styleText } from "node:util";
import { harmless } from "../../provider/pulumi/harmless.js";

export type Colour = "red" | "green" | "yellow" | "dim" | "bold";

/** Lines of a report for people: a label and what it is about, with details below it. */
export interface Lines {
  line(colour: Colour, label: string, words: string): string;
  detail(colour: Colour, sign: string, words: string): string;
  bold(words: string): string;
}

/** @param labels every label that may come: the words behind them stand in one column */
export function linesOf(labels: readonly string[], isColoured: boolean): Lines {
  const width = Math.max(...labels.map((label) => label.length)) + 2;
  const paint = (colour: Colour, words: string) =>
    isColoured ? styleText(colour, words, { validateStream: false }) : words;
  return {
    line: (colour, label, words) => `${paint(colour, label.padEnd(width))}${harmless(words)}`,
    detail: (colour, sign, words) => `${" ".repeat(width)}${paint(colour, `${sign} ${harmless(words)}`)}`,
    bold: (words) => paint("bold", harmless(words)),
  };
}
