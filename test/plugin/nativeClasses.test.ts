import { readFileSync } from "node:fs";
import * as native from "../../provider/native/index.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { systems } from "../../provider/systems/systems.js";
import { recordRegistrations } from "../support/registrations.js";

const registered = recordRegistrations();

test.each([...resourceKinds.keys(), "access/AccessGuard"])(
  "%s has a class for the native plugin, flat and in its namespace",
  (path) => {
    const [system = "", name = ""] = path.split("/");
    expect(native).toHaveProperty([system, name]);
    expect(Reflect.get(native, name)).toBe(Reflect.get(Reflect.get(native, system), name));
    expect(native).toHaveProperty([name, "shell"], "native");
  },
);

test("they are resources of the plugin's types, without a provider text", async () => {
  const contact = new native.ContactPermissions("anna", { contactId: 14059 });
  new native.AccessGuard("guard");
  expect(await new Promise((resolve) => contact.urn.apply(resolve))).toContain("permissions:hostup:ContactPermissions");
  await new Promise(setImmediate);
  expect(registered.map(({ type }) => type).sort()).toEqual([
    "permissions:access:AccessGuard",
    "permissions:hostup:ContactPermissions",
  ]);
  expect(registered.filter(({ inputs }) => "__provider" in inputs)).toEqual([]);
});

test("the provider takes every setting of every system, and sends objects as JSON", async () => {
  const source = readFileSync("provider/native/Provider.ts", "utf8");
  const [, common = ""] = /interface CommonSettings \{(.*?)\n\}/s.exec(source) ?? [];
  for (const { name, settings } of systems) {
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}Settings`;
    const [, own = ""] = new RegExp(`interface ${title} extends CommonSettings \\{(.*?)\\n\\}`, "s").exec(source) ?? [];
    const declared = [...`${common}${own}`.matchAll(/^ {2}(\w+)\?:/gm)].map(([, setting]) => setting);
    expect(declared.sort()).toEqual(Object.keys(settings.shape).sort());
  }
  const provider = new native.Provider("account", { hostup: { apiKey: "key" }, detectDrift: false });
  expect(await new Promise((resolve) => provider.urn.apply(resolve))).toContain("pulumi:providers:permissions");
  const { inputs } = registered.at(-1) ?? {};
  expect(inputs).toMatchObject({ hostup: '{"apiKey":"key"}', detectDrift: "false" });
});
