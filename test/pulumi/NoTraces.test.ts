import * as pulumi from "@pulumi/pulumi";
import { ContactPermissions } from "pulumi-permissions";

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: ({ inputs }) => inputs,
  }),
);

const limit = Error.stackTraceLimit;
afterEach(() => {
  expect(Error.stackTraceLimit).toBe(limit);
});

/** Runs as a program does: within a stack. */
async function program(run: () => void): Promise<void> {
  await pulumi.runtime.runInPulumiStack(async () => run());
}

/** How many frames each stack trace has that is written meanwhile. */
function traces(run: () => void): number[] {
  const { prepareStackTrace } = Error;
  const lengths: number[] = [];
  Error.prepareStackTrace = (error, frames) => {
    lengths.push(frames.length);
    return String(error);
  };
  try {
    run();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
  return lengths.filter((length) => length > 0);
}

const made = (opts?: pulumi.CustomResourceOptions) => new ContactPermissions("anna", { contactId: 14059 }, opts);

test("a resource costs its program one stack trace, which says where it was made", () =>
  program(() => {
    expect(traces(() => made())).toHaveLength(1);
    // The others are those of its outputs.
    expect(traces(() => made({ transformations: [() => undefined] })).length).toBeGreaterThan(50);
  }));

test("whoever looks for promises that never end sees them all", () =>
  program(() => {
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "1";
    try {
      expect(traces(() => made()).length).toBeGreaterThan(50);
    } finally {
      delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
    }
  }));

test("an error of the SDK shows the program's line", () =>
  program(() => {
    const unnamed = () => new ContactPermissions("", { contactId: 14059 });
    expect(unnamed).toThrow(expect.objectContaining({ stack: expect.stringContaining("NoTraces.test.ts") }));
  }));

describe("an error in a transformation shows the transformation's line", () => {
  const broken = () => {
    throw new Error("no such team");
  };
  const shown = expect.objectContaining({
    message: "no such team",
    stack: expect.stringMatching(/at broken .*NoTraces/),
  });

  test("of the resource", () =>
    program(() => {
      expect(() => made({ transformations: [broken] })).toThrow(shown);
    }));

  test("of its component", () =>
    program(() => {
      const parent = new pulumi.ComponentResource(
        "acme:Team",
        "team",
        {},
        { transformations: [({ props, opts, type }) => (type === "acme:Team" ? { props, opts } : broken())] },
      );
      expect(() => made({ parent })).toThrow(shown);
    }));

  test("of the stack", () =>
    program(() => {
      pulumi.runtime.registerStackTransformation(({ type }) => (type.includes("hostup") ? broken() : undefined));
      expect(() => made()).toThrow(shown);
    }));
});
