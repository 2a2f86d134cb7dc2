import { UnexpectedAnswerError } from "../../provider/errors.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import { shopUserPermissions } from "../support/cases/shopUserPermissions.js";
import { spanelSubuser } from "../support/cases/spanelUserPrivileges.js";
import { vmsReadable } from "../support/cases/vmsUserPermissions.js";
import { failureOf } from "../support/failureOf.js";
import { newRun } from "../support/recording.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

/** Grants as the systems would show them, which no arguments can name: state with them could never be read again. */
const unsayable = [
  ["an item without an id", contactPermissions, '"21266"', '""'],
  ["an id with a space around it", contactPermissions, '"21266"', '" 21266"'],
  ["a shop without a number", shopUserPermissions, '"shop_ids":[', '"shop_ids":[0,'],
  ["a shop with a number and a half", shopUserPermissions, '"shop_ids":[', '"shop_ids":[11.5,'],
  ["a permission without a name", vmsReadable, '"name":"layouts-index"', '"name":""'],
  ["a category without a name", spanelSubuser, '{"domain":', '{"":["x"],"domain":'],
  ["a category with a slash", spanelSubuser, '{"domain":', '{"a/b":["x"],"domain":'],
  ["a page without a name", spanelSubuser, '"domain":[', '"domain":["",'],
  ["a page that is called all", spanelSubuser, '"domain":[', '"domain":["all",'],
] as const;

test.each(unsayable)(
  "%s in an answer is refused, and neither stored nor written over",
  async (_what, system, from, to) => {
    system.setUp(sandbox);
    const { inputs } = newRun(system, sandbox).check(system.args);
    sandbox.faults.add({
      kind: "rewrite",
      times: Number.POSITIVE_INFINITY,
      rewrite: (answer) => ({ ...answer, text: answer.text.replace(from, to) }),
    });
    expect(await failureOf(newRun(system, sandbox).create(inputs))).toBeInstanceOf(UnexpectedAnswerError);
    expect(sandbox.log.writes()).toEqual([]);
    expect(system.live(sandbox)).toEqual(system.before);
  },
);
