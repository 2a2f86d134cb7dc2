import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { driftCommand } from "../../cli/drift/driftCommand.js";

const documents = [
  "docs/gitops.md",
  "docs/drift.md",
  ...readdirSync("examples/gitops", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("examples/gitops", file)),
];

/** Every page in git but those that are generated. */
const pages = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && !file.startsWith("docs/api/") && existsSync(file));

/** A heading's anchor, as GitHub makes it. */
function anchors(file: string): readonly string[] {
  const headings = readFileSync(file, "utf8").match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each(pages)("every link of %s leads somewhere", (file) => {
  const links = [...readFileSync(file, "utf8").matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = ""]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
  const broken = links.filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? file : join(dirname(file), path);
    return !existsSync(target) || (anchor !== undefined && !anchors(target).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test.each(documents)("every option of drift in %s exists", (file) => {
  const known = driftCommand().options.map(({ long }) => long);
  const used = [...readFileSync(file, "utf8").matchAll(/pulumi-permissions drift([^\n|`#]*)/g)].flatMap(
    ([, rest = ""]) => rest.match(/--[\w-]+/g) ?? [],
  );
  expect(used.filter((option) => !known.includes(option))).toEqual([]);
});
