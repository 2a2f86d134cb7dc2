import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { guardArguments, guardKind } from "../provider/guard/guardHandlers.js";
import { pluginFunctions } from "../provider/plugin/functions.js";
import { packageName, tokenOf } from "../provider/plugin/kinds.js";
import { resourceKinds } from "../provider/systems/resourceKinds.js";
import { systems } from "../provider/systems/systems.js";
import { version } from "../provider/version.js";
import { type Documentation, documentationIn } from "./pluginSchema/documentation.js";
import { type Property, typeOf } from "./pluginSchema/types.js";

interface Arguments {
  readonly shape: Readonly<Record<string, z.ZodType>>;
}

/** What Pulumi knows of the package in every language: from the zod schemas, with the words of the doc comments. */
export function pluginSchema(root: string): object {
  const types: Record<string, object> = {};
  const document = (file: string) => documentationIn(join(root, file));
  const kinds = [...resourceKinds].map(([path, kind]) => {
    const documentation = document(`provider/systems/${path}.ts`);
    return [tokenOf(path), resource(path, kind.arguments, documentation, types)];
  });
  const guard = resource(guardKind, guardArguments, document("provider/guard/AccessGuard.ts"), types);
  const functions = [...pluginFunctions].map(([token, called]) => {
    const [, system, name = ""] = token.split(":");
    const documentation = document(`provider/systems/${system}/delegatedAccess/${name}.ts`);
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const inputs = propertiesOf(called.arguments, documentation, `${title}Args`, `${system}/${name}`, types);
    const outputs = { type: "object", ...documentation.objectOf(`${title}Result`, `${packageName}:${system}`, types) };
    return [token, { description: documentation.words(name), inputs: { type: "object", ...inputs }, outputs }];
  });
  const settings = providerSettings(types);
  const manifest = z
    .object({ description: z.string() })
    .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  return {
    name: packageName,
    displayName: "Permissions",
    version,
    description: `${/^[^:]+/.exec(manifest.description)?.[0]}.`,
    keywords: ["category/utility", "kind/native", "permissions"],
    license: "Apache-2.0",
    language: {
      nodejs: { packageName: "pulumi-permissions/native", respectSchemaVersion: true },
      python: { respectSchemaVersion: true, pyproject: { enabled: true } },
      go: { respectSchemaVersion: true, generateResourceContainerTypes: false },
    },
    config: { variables: settings },
    provider: {
      description:
        "Where the systems are, and with which credentials they are asked. What is left out is looked for in the environment.",
      inputProperties: settings,
    },
    types,
    resources: Object.fromEntries([...kinds, [tokenOf(guardKind), guard]]),
    functions: Object.fromEntries(functions),
  };
}

function resource(path: string, object: Arguments, documentation: Documentation, types: Record<string, object>) {
  const name = path.split("/").at(-1) ?? "";
  const { properties, required } = propertiesOf(object, documentation, `${name}Args`, path, types);
  const always = Object.keys(properties).filter((key) => object.shape[key]?.safeParse(undefined).data !== undefined);
  const baseline = documentation.words(name, "baseline");
  return {
    description: documentation.words(name),
    inputProperties: properties,
    requiredInputs: required,
    properties: {
      ...properties,
      ...(baseline === "" ? {} : { baseline: { type: "array", items: { type: "string" }, description: baseline } }),
    },
    required: [...required, ...always],
  };
}

function propertiesOf(
  object: Arguments,
  documentation: Documentation,
  holder: string,
  path: string,
  types: Record<string, object>,
) {
  const [system = ""] = path.split("/");
  const properties = Object.entries(object.shape).map(([key, schema]): [string, Property] => {
    const description = documentation.words(holder, key) || schema.description || "";
    const named = documentation.typeName(holder, key);
    const describe = (property: string) => documentation.words(named, property);
    return [key, { ...typeOf(schema, `${packageName}:${system}:${named}`, describe, types), description }];
  });
  const required = Object.entries(object.shape).filter(([, schema]) => !schema.safeParse(undefined).success);
  return { properties: Object.fromEntries(properties), required: required.map(([key]) => key) };
}

function providerSettings(types: Record<string, object>) {
  const ofSystems = systems.map(({ name, title, settings, secrets }) => {
    const token = `${packageName}:${name}:Settings`;
    const own = Object.entries(settings.shape).map(([key, schema]) => {
      const secret = secrets.includes(key) ? { secret: true } : {};
      return [key, { type: "string", description: schema.description ?? "", ...secret }];
    });
    const $ref = `#/types/${token}`;
    const connections = {
      type: "object",
      additionalProperties: { $ref },
      description: `Further connections of ${title} by name, each with settings of its own: a resource names one by \`connection\`.`,
    };
    types[token] = {
      type: "object",
      description: `How ${title} is reached.`,
      properties: { ...Object.fromEntries(own), connections },
    };
    return [
      name,
      {
        $ref,
        description: `How ${title} is reached. What is left out is looked for in ${name.toUpperCase()}_… variables.`,
      },
    ];
  });
  return {
    ...Object.fromEntries(ofSystems),
    detectDrift: {
      type: "boolean",
      description:
        "Whether `up` and `preview` read live access before they compare it with the program, so that drift is shown and corrected without `--refresh`. Default: true.",
    },
    guard: {
      type: "string",
      description: '"off" lets a stack be taken down whose AccessGuard was never made.',
    },
  };
}
