import type { Properties } from "../../../provider/arguments/arguments.js";
import { UnexpectedAnswerError } from "../../../provider/errors.js";
import { defineInspector } from "../../../provider/lifecycle/inspector.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/vms/definition.js";
import { type Sandbox, startSandbox, type VmsInstall } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const login = "test@mail.com";
let sandbox: Sandbox;
let install: VmsInstall;
let context: ReturnType<typeof contextFor>;
let handlers: Handlers;
let outputs: Properties;
beforeEach(async () => {
  sandbox = await startSandbox();
  install = sandbox.vms.install;
  install.addUser("neighbour@mail.com", ["marks-index"]);
  install.addUser(login, ["layouts-index"]);
  nextRun();
  ({ outputs } = await create(login));
  nextRun();
});
afterEach(() => sandbox.close());

const nextRun = (settings: Readonly<Record<string, string>> = {}) => {
  context = contextFor({ ...sandbox.vms.env, VMS_RETRIES: "0", ...settings });
  handlers = defineHandlers(definition, context);
  sandbox.log.clear();
};
const checked = (name: string) => handlers.check({ login: name, permissions: ["marks-index"] }).inputs;
const create = (name: string) => handlers.create(checked(name));
const inspected = () => defineInspector(definition, context)(outputs).inspect();

describe("an administrator who does not see a user", () => {
  beforeEach(() => void install.hidden.add(login));

  test("has them neither taken for gone nor compared, once the Billing API knows the login", async () => {
    expect(await inspected()).toMatchObject({
      status: "unobservable",
      why: expect.stringContaining("does not see this user"),
    });
    expect(await handlers.read(outputs)).toEqual({ id: login, outputs, inputs: expect.anything() });
    expect(context.notices).toContainEqual(expect.stringContaining("individual access"));
    expect(sandbox.log.writes()).toEqual([]);
    expect(install.grantsOf(login)).toEqual(["marks-index"]);
  });

  test.each([
    ["the caller's address is not admitted", { admitsAddress: false }, "answered 403: Forbidden"],
    ["the install wants a password with every change", { wantsPassword: true }, "password: The password field"],
  ])("is an error where the Billing API says nothing of the login because %s", async (_what, setting, words) => {
    Object.assign(install, setting);
    const error = await failureOf(inspected());
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toContain(words);
    expect(error.message).toContain("Set vms:adminSeesEverybody to true");
    expect(error.message).toContain("nobody in it is taken for gone");
    nextRun();
    expect((await failureOf(create(login))).message).toMatch(/does not exist\..*That is not sure:/);
  });

  test("lets them be written all the same, unverified", async () => {
    const { outputs: again } = await handlers.update(outputs, handlers.check({ login, permissions: ["ptz"] }).inputs);
    expect(install.grantsOf(login)).toEqual(["ptz"]);
    expect(context.notices).toContainEqual(expect.stringContaining("written, but not verified"));
    await handlers.delete(again);
    expect(install.grantsOf(login)).toEqual([]);
  });
});

describe("a user who is gone", () => {
  beforeEach(() => void install.users.delete(login));

  test("is gone where the Billing API finds the login invalid, and where the administrator sees everybody", async () => {
    expect(await inspected()).toEqual({ status: "gone" });
    nextRun({ VMS_ADMIN_SEES_EVERYBODY: "true" });
    install.admitsAddress = false;
    expect(await inspected()).toEqual({ status: "gone" });
    expect(sandbox.log.requests.filter(({ method }) => method === "PATCH")).toEqual([]);
  });

  test("is not proven gone where a row of the list has no login, whoever sees it", async () => {
    nextRun({ VMS_ADMIN_SEES_EVERYBODY: "true" });
    install.admitsAddress = false;
    install.oddRows.push({ id: 99, login: null });
    expect((await failureOf(inspected())).message).toContain("does not show this one, but perhaps not everybody");
  });
});

describe("an odd row of the list", () => {
  test.each([
    ["without a login", { id: 99 }],
    ["with a number for a login", { id: 99, login: 12345, permissions: [] }],
    ["with a blank in a permission", { id: 99, login: "odd@mail.com", permissions: [{ name: "marks-index " }] }],
    ["that is none", null],
    ["with an id that fits in no address", { id: "../1", login: "odd@mail.com", permissions: [] }],
  ])("%s costs nobody else anything", async (_what, row) => {
    install.oddRows.push(row);
    expect(await handlers.read(outputs)).toMatchObject({ outputs });
  });

  test.each([
    ["with a number for a login", "12345", { id: 99, login: 12345, permissions: [] }, "login"],
    [
      "with a blank in a permission",
      "odd@mail.com",
      { id: 99, login: "odd@mail.com", permissions: ["marks-index "] },
      "permissions",
    ],
  ])("%s is an error for its own user", async (_what, name, row, words) => {
    install.oddRows.push(row);
    const error = await failureOf(create(name));
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect(error.message).toContain(`Reading VMS user ${name}`);
    expect(error.message).toContain(words);
  });
});

test("calls of the Admin API say which client they are, with one number for a run", async () => {
  install.wantsClientHeaders = true;
  expect(await handlers.read(outputs)).toMatchObject({ outputs });
});
