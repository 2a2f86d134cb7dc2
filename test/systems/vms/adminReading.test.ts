import { inspect } from "node:util";
import type { Properties } from "../../../provider/arguments/arguments.js";
import { NotConvergedError, UnexpectedAnswerError } from "../../../provider/errors.js";
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
beforeEach(async () => {
  sandbox = await startSandbox();
  install = sandbox.vms.install;
  nextRun();
});
afterEach(() => sandbox.close());

const nextRun = (settings: Readonly<Record<string, string>> = {}) => {
  context = contextFor({ ...sandbox.vms.env, VMS_RETRIES: "0", ...settings });
  handlers = defineHandlers(definition, context);
  sandbox.log.clear();
};
const checked = (args: Properties) => handlers.check({ login, permissions: ["marks-index"], ...args }).inputs;
const create = (args: Properties = {}) => handlers.create(checked(args));
const sent = (part: string) => sandbox.log.requests.filter(({ path }) => path.includes(part)).map(({ path }) => path);
const addUsers = (count: number) =>
  Array.from({ length: count }, (_, index) => install.addUser(`user${index}@mail.com`, ["marks-index"]).login);
/** States of users that have what their programs ask for, as another run finds them. */
async function managed(count: number) {
  const made = await Promise.all(addUsers(count).map((name) => create({ login: name })));
  nextRun();
  return made.map(({ outputs }) => outputs);
}

test("one login and one list serve many reads", async () => {
  const states = await managed(50);
  const live = await Promise.all(states.map((outputs) => handlers.read(outputs)));
  expect(live.map((one) => one?.outputs)).toEqual(states);
  expect(sandbox.log.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /api/admin/v1/auth/token",
    "GET /api/admin/v1/users?page=1&per_page=100",
  ]);
});

test("every page of a long list is read: nobody beyond the first is gone", async () => {
  const states = await managed(250);
  const live = await Promise.all(states.map((outputs) => handlers.read(outputs)));
  expect(live.map((one) => one?.outputs)).toEqual(states);
  expect(sent("/users")).toEqual([1, 2, 3].map((page) => `/api/admin/v1/users?page=${page}&per_page=100`));
});

describe("after a write where the list has many pages", () => {
  const update = async () => {
    addUsers(150);
    const { id } = install.addUser(login, ["layouts-index"]);
    const made = await create();
    expect(install.grantsOf(login)).toEqual(["marks-index"]);
    return { id, made };
  };
  const lists = () => sent("/users?").length;

  it("only the user who was changed is read again", async () => {
    const { id } = await update();
    expect(lists()).toBe(2);
    expect(sent("/users/")).toEqual([`/api/admin/v1/users/${id}`]);
  });

  it("the list is read again where the user by itself shows no permissions", async () => {
    sandbox.faults.add({
      kind: "rewrite",
      system: "vms",
      path: "/users/",
      rewrite: (answer) => ({ ...answer, text: JSON.stringify({ data: { id: 151, login } }) }),
    });
    await update();
    expect(lists()).toBe(4);
  });

  it("the list is read again where the user cannot be asked for by number", async () => {
    sandbox.faults.add({ kind: "status", status: 404, system: "vms", path: "/users/" });
    await update();
    expect(lists()).toBe(4);
  });

  it("the list is read again where somebody else answers to the number", async () => {
    sandbox.faults.add({
      kind: "rewrite",
      system: "vms",
      path: "/users/",
      rewrite: (answer) => ({ ...answer, text: answer.text.replaceAll(login, "other@mail.com") }),
    });
    await update();
    expect(lists()).toBe(4);
  });

  it("the list is read again where the number is that of somebody deleted: only the list says who has the login now", async () => {
    sandbox.faults.add({
      kind: "rewrite",
      system: "vms",
      path: "/users/",
      rewrite: (answer) => ({ ...answer, text: answer.text.replace('"login"', '"deleted_at":"2026-03-01","login"') }),
    });
    await update();
    expect(lists()).toBe(4);
  });

  it("a name that stays attached is seen there too", async () => {
    addUsers(150);
    install.addUser(login, ["layouts-index"]);
    install.stubborn.add("layouts-index");
    expect(await failureOf(create())).toMatchObject({ reason: expect.any(NotConvergedError) });
  });
});

const row = { id: 1, login, permissions: [] };
const meta = { current_page: 1, last_page: 1, total: 1 };
test.each([
  ["with another total", { data: [row], meta: { ...meta, total: 2 } }, "1 users on all pages, but 2 in total"],
  ["with one user twice", { data: [row, row], meta: { ...meta, total: 2 } }, "1 users on all pages, but 2 in total"],
  ["of another page", { data: [row], meta: { ...meta, current_page: 2 } }, "page 2 instead of 1"],
  ["with a paginator that never ends", { data: [], meta: { ...meta, last_page: 2 } }, "page 1 shows nobody new"],
  ["without a paginator", { data: [row] }, "meta"],
  ["that has only a row without a login", { data: [{ id: 1 }], meta }, "no users at all"],
  ["that is no list", { data: null, meta }, "data"],
])("a list %s is an error: nobody is taken for gone", async (_what, body, words) => {
  install.addUser(login, ["marks-index"]);
  const { outputs } = await create();
  nextRun();
  sandbox.faults.add({ kind: "status", status: 200, method: "GET", body });
  const error = await failureOf(handlers.read(outputs));
  expect(error).toBeInstanceOf(UnexpectedAnswerError);
  expect(error.message).toContain(words);
});

test("a deleted user whose row stays in the list stands neither for a living one of the same login nor for itself", async () => {
  const deleted = { id: 1, login, permissions: [{ name: "archives-show" }], deleted_at: "2026-03-01" };
  const living = { id: 2, login, permissions: [{ name: "marks-index" }] };
  const listOf = (...data: object[]) => ({ data, meta: { ...meta, total: data.length } });
  sandbox.faults.add({ kind: "status", status: 200, path: "/users?", body: listOf(deleted, living) });
  expect((await create()).outputs).toMatchObject({ baseline: ["marks-index"] });
  expect(sandbox.log.writes()).toEqual([]);
  nextRun();
  sandbox.faults.add({ kind: "status", status: 200, path: "/users?", body: listOf(deleted), times: 2 });
  expect((await failureOf(create())).message).toContain(`VMS user ${login} does not exist`);
});

test("a login is found by its exact spelling only", async () => {
  for (const other of ["atest@mail.com", "test@mail.com.au", "Test@mail.com"]) install.addUser(other);
  expect((await failureOf(create())).message).toContain(`VMS user ${login} does not exist`);
  install.addUser(login, []);
  nextRun();
  await create();
  expect(install.grantsOf(login)).toEqual(["marks-index"]);
  expect(install.grantsOf("atest@mail.com")).toEqual(["archives-preview-download", "layouts-index"]);
});

test("only what differs is written, and the baseline is what was there", async () => {
  install.known.add("doors-open");
  install.addUser(login, ["archives-show", "doors-open", "marks-index"]);
  const { outputs } = await create({ permissions: ["marks-index", "marks-store"] });
  expect(outputs).toMatchObject({
    baseline: ["archives-show", "doors-open", "marks-index"],
    __state: { verified: true },
  });
  expect(sandbox.log.writes().map(({ body }) => body)).toEqual([
    { login, permissions_to_attach: ["marks-store"], permissions_to_detach: ["archives-show", "doors-open"] },
  ]);
});

test("a name that the user has and the install does not let go is no success", async () => {
  install.addUser(login, ["archives-show", "unheard-of"]);
  expect((await failureOf(create())).message).toContain('"unheard-of" (in catalogue): The selected');
  expect(install.grantsOf(login)).toEqual(["archives-show", "unheard-of"]);
});

test("a name that stays attached although it was detached is an error that names it", async () => {
  install.addUser(login, ["archives-show"]);
  install.stubborn.add("archives-show");
  const error = await failureOf(create());
  expect(Reflect.get(error, "reason")).toBeInstanceOf(NotConvergedError);
  expect(error.message).toContain("not revoked: archives-show");
});

describe("where the list shows users without their permissions", () => {
  it("each managed user is read by its number", async () => {
    install.shows = "user";
    const states = await managed(3);
    install.users.get("user1@mail.com")?.permissions.add("groups-store");
    const live = await Promise.all(states.map((outputs) => handlers.read(outputs)));
    expect(live[1]?.outputs).toMatchObject({ permissions: ["groups-store", "marks-index"] });
    expect(sent("/users/").sort()).toEqual(["/api/admin/v1/users/1", "/api/admin/v1/users/2", "/api/admin/v1/users/3"]);
  });

  it("and the user itself does so too, nothing is compared, and it says so", async () => {
    install.shows = "nothing";
    install.addUser(login);
    const { outputs } = await create();
    expect(outputs.baseline).toBeNull();
    expect(context.notices.at(-1)).toMatch(
      /: written, but not verified: the Admin API of this VMS shows users without/,
    );
    nextRun();
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
    expect(context.notices.at(-1)).toMatch(/: not read, so not compared: .*Set reassertAfter/);
    install.users.delete(login);
    install.addUser("somebody@mail.com");
    nextRun();
    expect(await handlers.read(outputs)).toBeUndefined();
  });
});

describe("a token that ran out", () => {
  it("is renewed by one more login, and the call is made once more", async () => {
    const [outputs = {}] = await managed(1);
    sandbox.faults.add({ kind: "status", status: 401, method: "GET" });
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
    expect(sent("/auth/token")).toHaveLength(2);
    expect(sent("/users")).toHaveLength(2);
  });

  it("is renewed once for all calls that it fails together", async () => {
    install.shows = "user";
    const states = await managed(8);
    await handlers.read(states[0] ?? {});
    sandbox.vms.expireTokens();
    const live = await Promise.all(states.map((outputs) => handlers.read(outputs)));
    expect(live.map((one) => one?.outputs)).toEqual(states);
    expect(sent("/auth/token")).toHaveLength(2);
  });

  it("and whose successor is refused too is an error after one repetition", async () => {
    const [outputs = {}] = await managed(1);
    sandbox.faults.add({ kind: "status", status: 401, method: "GET", times: 9 });
    expect((await failureOf(handlers.read(outputs))).message).toMatch(/answered 401.*Check the credentials/);
    expect(sent("/auth/token")).toHaveLength(2);
    expect(sent("/users")).toHaveLength(2);
  });
});

describe("no credential is in an error", () => {
  it("when the password is wrong", async () => {
    install.addUser(login);
    nextRun({ VMS_ADMIN_PASSWORD: "s3cret-wrong-password" });
    const error = await failureOf(create());
    expect(error.message).toMatch(/^Logging in to the VMS Admin API failed: .*answered 401: Unauthenticated/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cret-wrong-password");
    expect(sandbox.log.writes()).toEqual([]);
  });

  it("when the server repeats the password, or the token that it gave", async () => {
    install.addUser(login);
    const { adminPassword } = sandbox.vms;
    sandbox.faults.add({ kind: "status", status: 400, path: "/auth/token", body: { message: `no: ${adminPassword}` } });
    const first = await failureOf(create());
    expect(first.message).toContain("no: [redacted]");
    nextRun();
    const token = "s3cret-access-token";
    const body = { access_token: token };
    sandbox.faults.add({ kind: "status", status: 200, path: "/auth/token", body, times: 2 });
    sandbox.faults.add({ kind: "status", status: 403, path: "/users", body: { message: `no rights: ${token}` } });
    const second = await failureOf(create());
    expect(second.message).toContain("no rights: [redacted]");
    for (const [error, secret] of [
      [first, adminPassword],
      [second, token],
    ] as const) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
    }
  });

  it("when the login is answered without a token", async () => {
    install.addUser(login);
    const body = { access_tokn: "s3cret-access-token" };
    sandbox.faults.add({ kind: "status", status: 200, path: "/auth/token", body });
    const error = await failureOf(create());
    expect(error.message).toContain("no access_token");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("s3cret");
  });
});

test.each([
  ["revoke", []],
  ["restore", ["archives-preview-download", "layouts-index"]],
  ["keep", ["marks-index"]],
])("destroy with onDelete %s leaves the user, with exactly that", async (onDelete, left) => {
  install.addUser(login);
  const { outputs } = await create({ onDelete });
  await handlers.delete(outputs);
  expect(install.users.has(login)).toBe(true);
  expect(install.grantsOf(login)).toEqual(left);
});

test.each(["\ud800", "..", "1/../2", ""])(
  "a user id that does not belong into an address is refused: %j",
  async (id) => {
    install.shows = "user";
    install.addUser(login);
    sandbox.faults.add({
      kind: "rewrite",
      path: "/users?",
      rewrite: (answer) => ({ ...answer, text: answer.text.replace('"id":1,', `"id":${JSON.stringify(id)},`) }),
    });
    expect(await failureOf(create())).toBeInstanceOf(UnexpectedAnswerError);
    expect(sent("/users/")).toEqual([]);
  },
);
