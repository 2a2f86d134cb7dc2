import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { provocations, reachPeopleAs, shownBy } from "./errorMessages.js";

const page = readFileSync("docs/troubleshooting.md", "utf8");

/** Name and text of each section about one class. */
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("\n")), section.replace(/^## [\s\S]*/m, "")]),
);

/** Every error that another module may meet. Those that a module keeps to itself are turned into one of these. */
function classesInSource(): string[] {
  return ["provider", "cli"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [...readFileSync(join(folder, file), "utf8").matchAll(/^export class (\w+Error)\b/gm)])
      .map(([, name = ""]) => name),
  );
}

test("has a section for every class of errors, and none for a class that is gone", () => {
  expect([...sections.keys()].sort()).toEqual(classesInSource().sort());
});

test("has a message of every class that its test provokes", () => {
  expect(Object.keys(provocations).sort()).toEqual([...sections.keys()].sort());
});

describe.each(Object.entries(provocations))("%s", (name, provoke) => {
  const section = sections.get(name) ?? "";

  test("is explained, with what to do", () => {
    expect(section).toMatch(/\n\*\*Do\.\*\* \S/);
  });

  test("is shown with the words that people see", async () => {
    const shown = await shownBy(provoke);
    expect(shown.name).toBe(reachPeopleAs[name] ?? name);
    const [, quoted] = /```text\n([\s\S]*?)\n```/.exec(section) ?? [];
    expect(quoted).toBe(shown.message);
  });
});

test("leads from words of each message to its section", () => {
  const index = [...page.matchAll(/^\| `(.+?)` +\| \[(\w+)\]\(#(\w+)\) +\|$/gm)];
  expect(index.map(([, , name]) => name).sort()).toEqual([...sections.keys()].sort());
  for (const [, words = "", name = "", anchor] of index) {
    expect(anchor).toBe(name.toLowerCase());
    expect(sections.get(name)?.replaceAll("\n", " ")).toContain(words);
  }
});
