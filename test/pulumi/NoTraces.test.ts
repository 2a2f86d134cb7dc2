import { spawnSync } from "node:child_process";
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

/** Runs as a program does: within a stack. What it throws is thrown here, and not into the SDK. */
async function program(run: () => void): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    try {
      run();
    } catch (error) {
      failure = { error };
    }
  });
  if (failure !== undefined) throw failure.error;
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

class Bare extends pulumi.CustomResource {}

test("the outputs of a resource cost its program no stack trace", () =>
  program(() => {
    // The last one has its four, because afterwards the SDK notes where the program made the resource.
    const without = traces(() => new Bare("acme:index:Bare", "bare")).length + 4;
    expect(traces(() => made()).length).toBeLessThanOrEqual(without);
    expect(traces(() => made({ transformations: [() => undefined] })).length).toBeLessThanOrEqual(without);
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

test("a registration that fails later shows the program's line", () => {
  // In a process of its own: the SDK lets the rejections end it.
  const program = `
    const pulumi = require("@pulumi/pulumi");
    const { ContactPermissions } = require("pulumi-permissions");
    const newResource = () => { throw new Error("no such contact"); };
    function declareAnna() { new ContactPermissions("anna", { contactId: 14059 }); }
    Promise.resolve(pulumi.runtime.setMocks({ newResource, call: () => ({}) })).then(declareAnna);
  `;
  const { stderr } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" });
  expect(stderr).toMatch(/failed to register new resource anna .*no such contact/);
  expect(stderr).toMatch(/at declareAnna /);
});
