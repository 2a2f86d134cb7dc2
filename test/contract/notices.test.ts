import type { Context } from "../../provider/contract/Context.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { type Args, cases, type SystemCase } from "../support/cases/index.js";
import { contextFor } from "../support/contextFor.js";

const anna = { name: "anna", mark: "anna" };

/** What every kind of resource says of who gains and who loses, run by run. */
describe.each(cases.filter(({ readable }) => readable))("losses of $name are named", (system: SystemCase) => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
    system.setUp(sandbox);
  });
  afterEach(() => sandbox.close());

  const nextRun = () => {
    const context: Context & { readonly notices: string[] } = contextFor(system.env(sandbox));
    return { notices: context.notices, handlers: system.handlers(context) };
  };
  const created = async (args: Args) => {
    const { handlers, notices } = nextRun();
    const { inputs } = handlers.check(args, {}, anna);
    return { inputs, notices, ...(await handlers.create(inputs)) };
  };
  const gone = () => system.before.filter((grant) => !system.granted.includes(grant));
  const named = (notices: readonly string[], verb: string) =>
    notices.find((text) => text.startsWith("anna (") && text.includes(`${verb} `)) ?? "";

  test("by a take-over, after the fact", async () => {
    const { notices } = await created(system.args);
    for (const grant of gone()) expect(named(notices, "revoked")).toContain(grant);
    for (const grant of system.granted.filter((one) => !system.before.includes(one)))
      expect(named(notices, "granted")).toContain(grant);
  });

  test('by the step from "keep" to "revoke", at preview and after', async () => {
    const { inputs, outputs, id } = await created({ ...system.args, unlisted: "keep" });
    const run = nextRun();
    const news = run.handlers.check({ ...system.args, unlisted: "revoke" }, inputs, anna).inputs;
    expect(run.handlers.diff(outputs, news, id).changes).toBe(true);
    for (const grant of gone()) expect(named(run.notices, "is to have")).toContain(grant);
    await run.handlers.update(outputs, news);
    for (const grant of gone()) expect(named(run.notices, "revoked")).toContain(grant);
    expect(named(run.notices, "granted")).toBe("");
  });

  test("by a destroy, or said to stay", async () => {
    const { outputs, id } = await created({ ...system.args, onDelete: "keep" });
    const run = nextRun();
    await run.handlers.delete(outputs, id);
    expect(run.notices.at(-1)).toMatch(/^anna \(.*left as it is, because onDelete is "keep": /);
    for (const grant of system.granted) expect(run.notices.at(-1)).toContain(grant);
  });
});
