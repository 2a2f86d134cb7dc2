import { dirname } from "node:path";
import committed from "../../provider/plugin/schema.json";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { pluginSchema } from "../../scripts/pluginSchema.js";
import { PluginClient } from "../support/PluginClient.js";

const root = dirname(require.resolve("pulumi-permissions/package.json"));

test("the committed schema is the one that `npm run docs` writes", () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(pluginSchema(root))));
});

test("every resource, argument and setting has words", () => {
  const silent = Object.entries({ ...committed.resources, ...committed.types, provider: committed.provider }).flatMap(
    ([token, { description, ...has }]) => {
      const properties = Object.entries({ ...("inputProperties" in has ? has.inputProperties : has.properties) });
      const without = properties.filter(([, property]) => property.description === "").map(([name]) => name);
      return description === "" ? [token, ...without] : without.map((name) => `${token} ${name}`);
    },
  );
  expect(silent).toEqual([]);
});

test("it has every kind of resource, and the guard", () => {
  const tokens = [...resourceKinds.keys(), "access/AccessGuard"].map((path) => `permissions:${path.replace("/", ":")}`);
  expect(Object.keys(committed.resources).sort()).toEqual(tokens.sort());
});

test("credentials are secret in it", () => {
  const secrets = Object.entries(committed.types).flatMap(([token, { properties }]) =>
    Object.entries(properties).flatMap(([name, property]) => ("secret" in property ? [`${token} ${name}`] : [])),
  );
  expect(secrets).toEqual(
    expect.arrayContaining([
      "permissions:hostup:Settings apiKey",
      "permissions:spanel:Settings token",
      "permissions:vms:Settings adminPassword",
      "permissions:bakeronline:Settings refreshToken",
    ]),
  );
});

test("the plugin hands it out", async () => {
  const plugin = await PluginClient.start({});
  expect(JSON.parse(await plugin.schema())).toEqual(committed);
  plugin.close();
});
