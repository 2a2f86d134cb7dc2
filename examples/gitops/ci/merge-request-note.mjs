// Writes what `pulumi preview` printed as a note on the GitLab merge request, always the same one:
// `node ci/merge-request-note.mjs FILE`, with STACK in the environment.
import { readFile } from "node:fs/promises";
import { forge } from "./forge.mjs";

const longest = 60_000;
const name = (process.env.STACK ?? "").split("/").at(-1);
const mark = `<!-- pulumi-permissions preview ${name.replaceAll(/[^\w.-]/g, "_")} -->`;
const text = await readFile(process.argv[2], "utf8");
// The end of a preview has the summary.
const shown = text.length > longest ? `…\n${text.slice(-longest)}` : text;
// Indented, nothing in it can end the block or mention somebody.
const lines = shown
  .trimEnd()
  .split("\n")
  .map((line) => `    ${line}`);
const body = `${mark}\n**Preview of ${name}**\n\n${lines.join("\n")}\n`;

const note = (await forge.mergeRequestNotes()).find((one) => one.body.startsWith(mark));
await (note === undefined ? forge.addNote(body) : forge.editNote(note, body));
