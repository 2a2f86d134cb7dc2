import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Properties } from "../../provider/arguments/arguments.js";
import type { SentAnswer } from "../../sandbox/faults.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { CallError, PluginClient, settingsOf, urnOf } from "../support/PluginClient.js";

let sandbox: Sandbox;
let plugin: PluginClient;
const urn = urnOf("hostup/ContactPermissions", "anna");
const args = { contactId: 14059, canViewInvoices: true };
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  sandbox.faults.clear();
  sandbox.hostup.account.addContact(14059, ["canPlaceOrders"]);
  sandbox.hostup.account.addContact(14060, []);
  sandbox.log.clear();
});
afterEach(() => plugin.close());
afterAll(() => sandbox.close());

const start = async (settings: Properties = {}) => {
  plugin = await PluginClient.start({ ...settingsOf(sandbox.env), ...settings });
};
const create = async (name = urn, given: Properties = args) =>
  plugin.create(name, (await plugin.check(name, given)).inputs);
const guard = urnOf("access/AccessGuard", "guard");
/** How the engine sends a resource that is given as a value. */
const reference = (of: string) => ({ "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e", urn: of });

test("the first Ctrl-C gives up what waits for a server that asked for a pause", async () => {
  await start();
  const isAsked = new Promise<void>((resolve) => {
    const rewrite = (answer: SentAnswer) => {
      resolve();
      return { ...answer, status: 503, headers: { ...answer.headers, "retry-after": "60" } };
    };
    sandbox.faults.add({ kind: "rewrite", rewrite, times: 9 });
  });
  const running = create().catch((error: unknown) => error);
  await isAsked;
  await plugin.cancel();
  expect(String(await running)).toMatch(/503|was not sent again/);
  expect(sandbox.log.count()).toBe(1);
});

test("without credentials a preview works, and says that nothing was read", async () => {
  await start({ hostup: { url: sandbox.hostup.url } });
  const { outputs } = await plugin.create(urn, (await plugin.check(urn, args)).inputs, true);
  expect(outputs).toMatchObject({ canViewInvoices: true, baseline: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
  expect(plugin.notices.at(-1)).toMatch(
    /^anna: nothing was read, so this preview does not say what would change: .*`pulumi config set --secret --path 'permissions:hostup.apiKey' VALUE` or set HOSTUP_API_KEY/,
  );
});

test("what is no setting is refused, and named", async () => {
  await start();
  const { failures } = await plugin.checkConfig({
    hostupp: {},
    spanel: { tokken: "x" },
    detectDrift: "perhaps",
    version: "1.0.0",
  });
  expect([...failures].sort()).toEqual([
    'hostupp is no setting; did you mean "hostup"?',
    "must be true or false",
    'spanel: tokken is no setting; did you mean "token"?',
  ]);
});

test("a named connection is one of the provider's settings", async () => {
  const { hostup } = settingsOf(sandbox.env);
  await start({ hostup: JSON.stringify({ connections: { web1: hostup } }) });
  const { id, outputs } = await create(urn, { ...args, connection: "web1" });
  expect(await plugin.read(urn, `web1/${id}`)).toMatchObject({ id, inputs: { connection: "web1" } });
  expect(outputs).toMatchObject({ connection: "web1" });
});

test("with detectDrift false no resource asks to be read before an update", async () => {
  await start({ detectDrift: "false" });
  expect((await create()).refreshes).toBe(false);
});

test("what came secret goes back secret, and so does what would tell it; a failure half way keeps it too", async () => {
  await start();
  const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });
  const given = { contactId: 14059, services: secret(["14101"]) };
  const { struct, inputs } = await plugin.check(urn, given);
  expect(inputs.services).toEqual(["14101"]);
  expect(struct.services).toEqual(secret(["14101"]));
  const created = await plugin.create(urn, struct);
  expect(created.struct).toMatchObject({
    contactId: 14059,
    services: secret(["14101"]),
    baseline: secret(["canPlaceOrders"]),
    __state: secret(expect.objectContaining({ declared: ["service:14101"] })),
  });
  sandbox.faults.add({ kind: "status", status: 400, reads: false });
  const news = { ...struct, services: secret(["14102"]) };
  const error = await plugin.update(urn, created.id, created.outputs, news).catch((one: unknown) => one);
  if (!(error instanceof CallError)) throw error;
  expect(error.left?.struct).toMatchObject({ services: secret(["14101"]), __state: secret(expect.anything()) });
});

test("delegated access is a function of the package", async () => {
  await start();
  sandbox.hostup.account.delegate("partner@example.com");
  const found = await plugin.invoke("permissions:hostup:getDelegatedAccess", {});
  expect(found).toMatchObject({ grantedByMe: [{ granteeEmail: "partner@example.com" }] });
});

test("a guard is given the resources themselves, and refuses a program that has lost too many of them", async () => {
  await start();
  const other = urnOf("hostup/ContactPermissions", "bob");
  await create();
  await create(other, { contactId: 14060, canViewInvoices: true });
  const { inputs, failures } = await plugin.check(guard, { subjects: [reference(urn), reference(other)] });
  expect(failures).toEqual([]);
  expect(inputs.subjects).toEqual([
    expect.objectContaining({ name: "anna", subject: "HostUp contact 14059", holds: true }),
    expect.objectContaining({ name: "bob", subject: "HostUp contact 14060", holds: true }),
  ]);
  const later = await plugin.check(guard, { subjects: [reference(urn)], maxPeople: 0, maxShare: 0 }, inputs);
  expect(later.failures).toEqual([
    {
      property: "",
      reason: expect.stringContaining("1 person of 2 would lose everything: bob (HostUp contact 14060)"),
    },
  ]);
});

test("a guard warns of whom the program declares and it was not given", async () => {
  await start();
  await create();
  await create(urnOf("hostup/ContactPermissions", "bob"), { contactId: 14060, canViewInvoices: true });
  expect((await plugin.check(guard, { subjects: [reference(urn)] })).failures).toEqual([]);
  const warning = "guard: does not guard bob, who are not among its subjects: add them.";
  await new Promise<void>((resolve) => {
    const look = () => (plugin.notices.includes(warning) ? resolve() : setImmediate(look));
    look();
  });
});

test("a guard says whom it cannot speak for", async () => {
  await start();
  const { failures } = await plugin.check(guard, { subjects: [reference(urnOf("hostup/ContactPermissions", "else"))] });
  expect(failures).toEqual([{ property: "subjects[0]", reason: expect.stringContaining("is else, of which") }]);
});

test("the plugin ends with its engine", async () => {
  await start();
  // `cat` between the two makes its input a pipe, as the engine's is.
  const line = `cat | "${process.execPath}" dist/plugin/pulumi-resource-permissions 127.0.0.1:1`;
  const served = spawn("sh", ["-c", line], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(served.stdout, "data");
  expect(String(port)).toMatch(/^\d+\n$/);
  const ended = once(served, "exit");
  served.stdin.end();
  expect(await ended).toEqual([1, null]);
});
