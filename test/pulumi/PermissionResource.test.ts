import * as pulumi from "@pulumi/pulumi";
import { resourceKey } from "../../provider/arguments/reservedProperties.js";
import { AccessGuard } from "../../provider/guard/AccessGuard.js";
import { ImportRefusedError } from "../../provider/pulumi/PermissionResource.js";
import { type Args, cases } from "../support/cases/index.js";
import { contextFor } from "../support/contextFor.js";

/** What the classes hand to the engine, by the resources' names. */
const registered = new Map<string, Record<string, unknown>>();
const mocks: pulumi.runtime.Mocks = {
  newResource: ({ name, inputs }) => {
    registered.set(name, inputs);
    return { id: name, state: inputs };
  },
  call: ({ inputs }) => inputs,
};
beforeAll(() => pulumi.runtime.setMocks(mocks));

describe.each(cases)("$name", ({ name, declare, handlers, args, sameArgs, otherSubjects }) => {
  /** What `check` says of the second of two resources of one program, as it arrives from the class. */
  async function complaintsOf(first: Args, second: Args): Promise<readonly string[]> {
    const { check } = handlers(contextFor({}));
    await pulumi.runtime.runInPulumiStack(async () => {
      const made = [declare(`${name} one`, first), declare(`${name} two`, second)];
      await Promise.all(made.map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
    });
    const [, reasons = []] = ["one", "two"].map((which) => {
      const inputs = registered.get(`${name} ${which}`) ?? {};
      const { name: given, mark } = Object(inputs[resourceKey]);
      return check(inputs, {}, { name: String(given), mark: String(mark) }).failures.map(({ reason }) => reason);
    });
    return reasons;
  }

  test("declared twice, in whatever words, is an error that names both resources", async () => {
    const [reason = "", ...others] = await complaintsOf(args, sameArgs);
    for (const words of [`"${name} one" and `, `"${name} two" both manage `]) expect(reason).toContain(words);
    expect(others).toEqual([]);
  });

  test.each(otherSubjects)("and somebody else, by %j, are two subjects", async (other) => {
    const reasons = await complaintsOf(args, { ...args, ...other });
    expect(reasons.filter((reason) => reason.includes("both manage"))).toEqual([]);
  });

  test("in two tests of one process is told nothing of the first one by the second", async () => {
    const inputsOf = async () => {
      registered.clear();
      await pulumi.runtime.setMocks(mocks);
      const { urn } = declare(`${name} mocked`, args);
      await new Promise((resolve) => urn.apply(resolve));
      const { [resourceKey]: mark, ...inputs } = registered.get(`${name} mocked`) ?? {};
      expect(mark).toBeDefined();
      return inputs;
    };
    const first = await inputsOf();
    expect(Object.keys(first).filter((key) => key.startsWith("__"))).toEqual(["__provider"]);
    expect(await inputsOf()).toEqual(first);
  });

  test.each(["import", "id"])("with the option %s is refused in words, before the engine sees it", (option) => {
    const make = () => declare(`${name} imported`, args, { [option]: "17" });
    expect(make).toThrow(ImportRefusedError);
    expect(make).toThrow(
      new RegExp(`"${name} imported": the option ${option} cannot be used.*\`pulumi up\` takes over`),
    );
    expect(registered.has(`${name} imported`)).toBe(false);
  });
});

test.each(["import", "id"])("a guard with the option %s is refused in words too", (option) => {
  expect(() => new AccessGuard("guard", {}, { [option]: "17" })).toThrow(
    `AccessGuard "guard": the option ${option} cannot be used`,
  );
});
