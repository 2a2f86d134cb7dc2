// Keeps one issue for each stack, at GitHub or GitLab: `node ci/issue.mjs STATUS` with the exit status of the drift command.
// Reads STACK from the environment, the report from drift.md, and drift.log where there is no report.
import { readFile } from "node:fs/promises";
import { forge } from "./forge.mjs";

const status = Number(process.argv[2]);
const name = (process.env.STACK ?? "").split("/").at(-1);
const mark = `<!-- pulumi-permissions drift ${name.replaceAll(/[^\w.-]/g, "_")} -->`;
const titles = { 1: `Permission drift of ${name}: the check failed`, 2: `Permission drift of ${name}` };

const report = (await textOf("drift.md")) || failed(await textOf("drift.log"));
const marked = report.startsWith(mark) ? report : `${mark}\n${report}`;
const body = `${marked}\n<sub>Run: ${forge.run}</sub>\n`;
const issue = (await forge.openIssues()).find((one) => one.body.startsWith(mark));

if (status === 0) {
  if (issue) {
    await forge.comment(issue, body);
    await forge.close(issue);
  }
} else if (issue === undefined) {
  await forge.open({ title: titles[status], body });
} else {
  await forge.edit(issue, { title: titles[status], body });
  // An edit notifies nobody.
  if (findings(issue.body) !== findings(body)) await forge.comment(issue, "The report above has changed.");
}

async function textOf(file) {
  return readFile(file, "utf8").catch(() => "");
}

function failed(log) {
  const lines = log.trim().split("\n").slice(-50);
  return `The check could not run:\n\n${lines.map((line) => `    ${line}`).join("\n")}\n`;
}

/** What a report says, without when and by whom. */
function findings(text) {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/Checked at \S+/, "")
    .replace(/<sub>Run: .*/, "")
    .trim();
}
