import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/vms/definition.js";
import { type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

test.each([
  ["each", { "permissions_to_detach.1": ["The selected name is invalid."] }],
  ["the list alone", { permissions_to_detach: ["The selected names are invalid."] }],
])("a user who is gone is let go, though the install complains of guessed names too, of %s", async (_what, names) => {
  const login = "test@mail.com";
  sandbox.vms.install.addUser(login, []);
  const context = contextFor({ VMS_URL: sandbox.vms.url });
  const handlers = defineHandlers(definition, context);
  const { outputs } = await handlers.create(handlers.check({ login, permissions: ["marks-index"] }).inputs);
  sandbox.vms.install.users.delete(login);
  const errors = { login: ["The selected login is invalid."], ...names };
  const body = { message: "The given data was invalid.", errors };
  sandbox.faults.add({ kind: "status", status: 422, method: "PATCH", body });
  await handlers.delete(outputs);
  expect(context.notices.at(-1)).toMatch(/^VMS user test@mail\.com: taken for gone, and let go: .*login/);
});
