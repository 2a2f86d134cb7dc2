import * as pulumi from "@pulumi/pulumi";
import { conflictKey } from "../../provider/arguments/reservedProperties.js";
import { type Args, cases } from "../support/cases/index.js";

/** What the classes hand to the engine, by the resources' names. */
const registered = new Map<string, Record<string, unknown>>();
beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      registered.set(name, inputs);
      return { id: name, state: inputs };
    },
    call: ({ inputs }) => inputs,
  });
});

describe.each(cases)("$name", ({ name, declare, args, sameArgs, otherSubjects }) => {
  /** Why the second of two resources cannot stand beside the first one. */
  async function conflictOf(first: Args, second: Args): Promise<unknown> {
    return pulumi.runtime.runInPulumiStack(async () => {
      const [one, two] = [declare(`${name} one`, first), declare(`${name} two`, second)];
      await Promise.all([one, two].map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
      return registered.get(`${name} two`)?.[conflictKey];
    });
  }

  test("declared twice is an error that names both resources", async () => {
    const reason = await conflictOf(args, sameArgs);
    for (const words of [`"${name} one" and `, `"${name} two" both manage `]) expect(reason).toContain(words);
  });

  test.each(otherSubjects)("and somebody else, by %j, are two subjects", async (other) => {
    expect(await conflictOf(args, { ...args, ...other })).toBeUndefined();
  });
});
