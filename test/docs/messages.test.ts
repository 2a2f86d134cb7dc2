import { readFileSync } from "node:fs";
import { isTelling, piecesInSource, plain, tellingPieces } from "./messagesInSource.js";

const page = readFileSync("docs/messages.md", "utf8");

/** The rows of the page: message, why, what to do. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (?:-+|message) /.test(line))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const pieces = piecesInSource();

test("every message in the source is in the list", () => {
  const listed = rows.map(([message = ""]) => plain(message)).join("\n");
  const missing = tellingPieces(pieces).filter(({ text }) => !listed.includes(text));
  expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test("every message in the list is in the source", () => {
  const source = pieces.map(({ text }) => text).join("\n");
  const parts = rows.flatMap(([message = ""]) => plain(message).split("…"));
  expect(parts.map(plain).filter((part) => isTelling(part) && !source.includes(part))).toEqual([]);
});

test("every message has a cause and a cure", () => {
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.filter((cells) => cells.length !== 3 || cells.some((cell) => cell === ""))).toEqual([]);
});
