// Writes a Markdown file as a comment on the pull or merge request, always the same one, which its first line tells:
// `node ci/comment.mjs FILE`.
import { readFile } from "node:fs/promises";
import { forge } from "./forge.mjs";

const body = await readFile(process.argv[2], "utf8");
const [mark] = body.split("\n");
const comment = (await forge.comments()).find((one) => one.body.startsWith(mark));
await (comment === undefined ? forge.addComment(body) : forge.editComment(comment, body));
