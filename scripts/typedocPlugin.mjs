// What TypeDoc does not know of this package: outputs are named like the arguments that they mirror, and every error has a
// section of its own in docs/troubleshooting.md.
import { readFileSync } from "node:fs";
import { Converter, ReflectionKind } from "typedoc";

/** @param {import("typedoc").Application} application */
export function load(application) {
  application.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    const explained = sections();
    for (const module of project.children ?? []) {
      module.name = module.name.split("/").at(-1) ?? module.name;
    }
    for (const resource of project.getReflectionsByKind(ReflectionKind.Class)) {
      documentOutputs(project, resource);
      resource.comment?.summary.splice(0, Infinity, ...resource.comment.summary.map((part) => linked(part, explained)));
    }
  });
}

/** Names of the errors that the page explains. */
function sections() {
  const page = readFileSync(new URL("../docs/troubleshooting.md", import.meta.url), "utf8");
  return new Set([...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name));
}

/** An output without a comment has that of the argument whose name it has. Its type is called what programs call it. */
function documentOutputs(project, resource) {
  const args = project
    .getReflectionsByKind(ReflectionKind.Interface)
    .find((candidate) => candidate.name === `${resource.name}Args`);
  for (const output of resource.children ?? []) {
    output.comment ??= args?.getChildByName([output.name])?.comment?.clone();
    if (output.type?.name === "OutputInstance") output.type.name = "Output";
  }
}

function linked(part, explained) {
  const name = part.kind === "code" ? part.text.replaceAll("`", "") : "";
  if (!explained.has(name)) return part;
  return { kind: "text", text: `[\`${name}\`](../troubleshooting.md#${name.toLowerCase()})` };
}
