import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Brake } from "../../provider/contract/Context.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { dynamicProvider, type hostProvider } from "../../provider/pulumi/dynamicProvider.js";
import { providerText } from "../../provider/pulumi/providerText.js";
import { version } from "../../provider/version.js";
import { failureOf } from "../support/failureOf.js";
import { FakeSystem, fakeDefinition } from "../support/fakeSystem.js";

const text = "exports.handler=()=>require('somewhere')";
const args = { subject: "anna", permissions: ["a", "b"], __provider: text };
let printed: jest.SpyInstance;

beforeEach(() => {
  printed = jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => printed.mockRestore());

function hosted(grants: readonly string[] = []) {
  const system = new FakeSystem({ anna: grants });
  const provider = dynamicProvider(fakeDefinition(system));
  const configure = (values: Readonly<Record<string, string>> = {}) =>
    provider.configure({ config: { get: (key) => values[key] } });
  return { system, provider, configure };
}

it("is configured by the time that configure returns, for all calls that come together", async () => {
  const { system, provider, configure } = hosted();
  expect(configure({ "fake:key": "k1" })).toBeUndefined();
  await Promise.all([provider.create(args), provider.create(args), provider.create(args)]);
  expect(system.calls.filter((call) => call.startsWith("connect"))).toEqual(["connect k1", "connect k1", "connect k1"]);
});

it("lets no name steer a terminal or fake a line", async () => {
  const { provider, configure } = hosted();
  configure();
  provider.check({}, { ...args, subject: "anna\u001b[2J\nBob: is to have nothing" });
  const said = printed.mock.calls.flat().join("\n");
  expect(said).toContain("fake subject anna [2J Bob: is to have nothing");
  const failure = await failureOf(provider.create({ ...args, subject: "eve\u001b[2J" }));
  expect(failure.message).toContain("fake subject eve [2J does not exist");
});

it("that was never configured says so", async () => {
  let fresh: typeof dynamicProvider | undefined;
  jest.isolateModules(() => {
    fresh = jest.requireActual<{ dynamicProvider: typeof dynamicProvider }>(
      "../../provider/pulumi/dynamicProvider.js",
    ).dynamicProvider;
  });
  const provider = fresh?.(fakeDefinition(new FakeSystem({ anna: [] })));
  const error = await failureOf(Promise.resolve(provider?.create(args)));
  expect(error.message).toContain("has not configured the provider");
});

it("counts who loses everything together with every other copy of this package in the host", () => {
  const brakes = [0, 1].map(() => {
    let brake: Brake | undefined;
    jest.isolateModules(() => {
      const copy = jest.requireActual<{ hostProvider: typeof hostProvider }>(
        "../../provider/pulumi/dynamicProvider.js",
      );
      copy.hostProvider((context) => {
        brake = context.brake;
        return defineHandlers(fakeDefinition(new FakeSystem({})), context);
      });
    });
    return brake;
  });
  expect(brakes[0]).toBeDefined();
  expect(brakes[1]).toBe(brakes[0]);
});

it("goes through a whole life without anything undefined in what it hands to the host", async () => {
  const { system, provider, configure } = hosted(["z"]);
  configure();
  const plain = <Value>(value: Value) => {
    expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
    return value;
  };
  const { inputs, failures } = plain(provider.check({}, { ...args, note: undefined }));
  expect(failures).toEqual([]);
  const { id, outs } = plain(await provider.create(inputs));
  expect(plain(provider.diff(id, outs, inputs))).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
  const live = plain(await provider.read(id, outs));
  expect(live).toMatchObject({ id: "anna", props: outs });
  const updated = plain(await provider.update(id, outs, { ...inputs, permissions: ["a"] }));
  await provider.delete(id, updated.outs);
  expect(system.grantsOf("anna")).toEqual([]);
});

it("returns an empty answer on read when the subject is gone, which the engine takes for deleted", async () => {
  const { system, provider, configure } = hosted();
  configure();
  const { id, outs } = await provider.create(args);
  system.subjects.clear();
  expect(await provider.read(id, outs)).toEqual({});
});

it("returns failures of check with a property and a reason each", () => {
  const { provider } = hosted();
  const { failures } = provider.check({}, { subject: "", permisions: ["a"] });
  expect(failures).toEqual([
    { property: "", reason: 'permisions is not an argument of this resource; did you mean "permissions"?' },
    { property: "subject", reason: expect.stringContaining("must be") },
  ]);
});

describe("a change that failed half way", () => {
  const failed = async () => {
    const { system, provider, configure } = hosted(["z"]);
    configure();
    system.breaksAfter = 1;
    return failureOf(provider.create(args));
  };

  it("is an error that carries the id, the properties with the provider's text, and the reason", async () => {
    expect({ ...(await failed()) }).toMatchObject({
      id: "anna",
      properties: { permissions: ["a", "z"], baseline: ["z"], __provider: text, __state: { verified: false } },
      reasons: ["the connection broke"],
    });
  });

  it("has nothing undefined in its properties and no stack trace beside its message", async () => {
    const error = await failed();
    const properties = Reflect.get(error, "properties");
    expect(JSON.parse(JSON.stringify(properties))).toStrictEqual(properties);
    expect(error.stack).toBe("");
  });

  it("can be finished by an update from those properties", async () => {
    const { system, provider, configure } = hosted(["z"]);
    configure();
    system.breaksAfter = 1;
    const properties = Object(Reflect.get(await failureOf(provider.create(args)), "properties"));
    system.breaksAfter = undefined;
    expect(provider.diff("anna", properties, args).changes).toBe(true);
    await provider.update("anna", properties, args);
    expect(system.grantsOf("anna")).toEqual(["a", "b"]);
  });

  it("in an update carries the provider's text of the new inputs", async () => {
    const { system, provider, configure } = hosted();
    configure();
    const { id, outs } = await provider.create({ ...args, permissions: [] });
    system.breaksAfter = 1;
    const error = await failureOf(provider.update(id, outs, args));
    expect(Reflect.get(error, "properties")).toMatchObject({ permissions: ["a"], __provider: text });
  });
});

it("makes an error that changed nothing without an id, so that the engine keeps no state", async () => {
  const { system, provider, configure } = hosted();
  configure();
  system.subjects.clear();
  const error = await failureOf(provider.create(args));
  expect(error.name).toBe("SubjectNotFoundError");
  expect(inspect(error)).not.toContain("properties");
  expect(Reflect.has(error, "id") && Reflect.get(error, "id") !== undefined).toBe(false);
});

it("reports an unreadable state from diff in its own words", () => {
  const { provider } = hosted();
  expect(() => provider.diff("anna", { subject: "anna" }, args)).toThrow(/stored state of this FakePermissions/);
});

it("prints warnings on standard output, where the engine shows them as information", async () => {
  const { system, provider, configure } = hosted();
  configure();
  system.readable = false;
  await provider.create(args);
  expect(printed).toHaveBeenCalledWith(expect.stringMatching(/^warning: .*anna: written, but not verified: /));
});

describe("the provider's text", () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));

  it("is the one line that stands in every user's state, to the byte", () => {
    expect(providerText({ system: "hostup", name: "ContactPermissions" })).toBe(
      'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")',
    );
  });

  it("names a subpath that the package exports", () => {
    expect(manifest.exports["./hostup/ContactPermissions"]).toBe(
      "./dist/provider/systems/hostup/ContactPermissions.handlers.js",
    );
  });

  it("loads something with every method that the host calls", () => {
    const handlers: unknown = jest.requireActual("../../provider/systems/hostup/ContactPermissions.handlers.js");
    expect(handlers).toEqual({
      configure: expect.any(Function),
      check: expect.any(Function),
      diff: expect.any(Function),
      create: expect.any(Function),
      read: expect.any(Function),
      update: expect.any(Function),
      delete: expect.any(Function),
    });
  });

  it("belongs to the version that the package states", () => {
    expect(version).toBe(manifest.version);
  });
});
