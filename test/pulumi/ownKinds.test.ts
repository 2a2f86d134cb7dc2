import * as pulumi from "@pulumi/pulumi";
import { AccessGuard } from "../../provider/guard/AccessGuard.js";
import { guardHandlers } from "../../provider/guard/guardHandlers.js";
import { systems } from "../../provider/systems/systems.js";
import { permissionResource, takenSystems } from "../../provider/unstable/resource.js";
import { definePermissions, z } from "../../provider/unstable/system.js";
import { contextFor } from "../support/contextFor.js";
import { FakeSystem, fakeDefinition } from "../support/fakeSystem.js";
import { recordRegistrations } from "../support/registrations.js";

const registered = recordRegistrations();

const kind = { package: "@acme/permissions", system: "wikihaven", name: "MemberPermissions", outputs: ["email"] };

test("the names of this package's own systems are taken", () => {
  expect(takenSystems).toEqual(expect.arrayContaining([...systems.map(({ name }) => name), "access", "permissions"]));
  expect(() => permissionResource({ ...kind, system: "hostup" })).toThrow(
    /"hostup" is one of pulumi-permissions itself/,
  );
});

test("a class of somebody's own is a resource of its own type, served by their package, and known to the guard by it", async () => {
  await pulumi.runtime.runInPulumiStack(async () => {
    class MemberPermissions extends permissionResource<{ email: pulumi.Input<string> }>(kind) {}
    const anna = new MemberPermissions("anna", { email: "anna@example.com" });
    const guard = new AccessGuard("guard");
    await Promise.all([anna, guard].map(({ urn }) => new Promise((done) => urn.apply(done))));
  });
  const [anna, guard] = ["wikihaven:MemberPermissions", "access:AccessGuard"].map(
    (name) => registered.find(({ type }) => type === `pulumi-nodejs:dynamic/${name}`)?.inputs,
  );
  expect(anna).toMatchObject({
    email: "anna@example.com",
    __provider: 'exports.handler=()=>require("@acme/permissions/wikihaven/MemberPermissions")',
  });
  expect(guard?.subjects).toMatchObject([
    { kind: "@acme/permissions/wikihaven/MemberPermissions", name: "anna", args: { email: "anna@example.com" } },
  ]);
});

test.each([
  ["the package of the four systems", { package: "pulumi-permissions" }],
  ["what ends the text that the engine runs", { package: 'acme")' }],
  ["a path", { package: "../acme" }],
  ["a system of two words", { system: "wiki/haven" }],
  ["a class that is no word", { name: 'Member")' }],
])("%s cannot serve a class of somebody's own", (_what, wrong) => {
  expect(() => permissionResource({ ...kind, ...wrong })).toThrow(/^permissionResource: .* is no subpath of a package/);
});

describe("what a guard is told of another package's resource", () => {
  const subject = {
    kind: "acme/wikihaven/MemberPermissions",
    name: "anna",
    isRetained: false,
    args: { email: "anna@example.com", connection: "default" },
  };
  const resource = { name: "guard", mark: "1" };

  test("is asked of that package", () => {
    const declared = { subject: "member anna", connection: "default", stays: false, holds: true };
    const asked: string[] = [];
    const { check } = guardHandlers(contextFor({}), (module) => {
      asked.push(module);
      return { declared: () => declared };
    });
    expect(check({ subjects: [subject] }, {}, resource).inputs.subjects).toEqual([{ ...declared, name: "anna" }]);
    expect(asked).toEqual([subject.kind]);
  });

  test("is refused where that cannot be asked, as in the native plugin, and not passed over", () => {
    const { failures } = guardHandlers(contextFor({})).check({ subjects: [subject] }, {}, resource);
    expect(failures).toMatchObject([
      {
        reason: expect.stringMatching(
          /^cannot tell whom anna speaks for, because acme serves it and .*The guard must be that of "pulumi-permissions"/,
        ),
      },
    ]);
  });
});

describe("a definition", () => {
  const definition = fakeDefinition(new FakeSystem({ anna: [] }));

  test("whose parts fit together is taken as it is", () => {
    expect(definePermissions(definition)).toBe(definition);
  });

  test("that cannot work is refused as it is loaded, with all that is wrong", () => {
    const shape = { baseline: z.string(), until: z.string().optional() };
    const object: typeof definition.schema.object = Object.assign(Object.create(definition.schema.object), { shape });
    const define = () =>
      definePermissions({
        ...definition,
        kind: "member permissions",
        identity: ["subject"],
        schema: { ...definition.schema, object },
      });
    for (const fault of [
      "kind must be the name of the class",
      "schema must have connection",
      'identity must have "connection"',
      "identity has subject, which schema does not have",
      "schema has baseline, which is no name for an argument",
      "schema has until, and so must have timeZone",
    ])
      expect(define).toThrow(fault);
  });
});
