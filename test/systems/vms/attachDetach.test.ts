import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/vms/definition.js";
import { documentedPermissions } from "../../../provider/systems/vms/vocabulary.js";
import { type Sandbox, startSandbox, type VmsInstall } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";

const login = "test@mail.com";
let sandbox: Sandbox;
let install: VmsInstall;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  install = sandbox.vms.install;
  for (const name of documentedPermissions) install.known.add(name);
  install.addUser(login);
  handlers = defineHandlers(definition, contextFor({ VMS_URL: sandbox.vms.url }));
});
afterEach(() => sandbox.close());

const checked = (args: Properties) => handlers.check({ login, permissions: [], ...args }).inputs;
const create = (args: Properties) => handlers.create(checked(args));
const bodies = () => sandbox.log.writes().map(({ body }) => Object(body));
const without = (...names: string[]) => documentedPermissions.filter((name) => !names.includes(name));

describe("without admin credentials", () => {
  it("every other documented name is detached", async () => {
    await create({ permissions: ["archives-show", "archives-download"] });
    expect(bodies()).toEqual([
      {
        login,
        permissions_to_attach: ["archives-download", "archives-show"],
        permissions_to_detach: without("archives-download", "archives-show"),
      },
    ]);
    expect(install.grantsOf(login)).toEqual(["archives-download", "archives-show"]);
  });

  it("a catalogue takes the place of the documented names", async () => {
    install.known.add("doors-open").add("doors-show");
    await create({ permissions: ["doors-show"], catalogue: ["marks-index", "doors-show", "doors-open", "doors-open"] });
    expect(bodies()).toEqual([
      { login, permissions_to_attach: ["doors-show"], permissions_to_detach: ["doors-open", "marks-index"] },
    ]);
  });

  it("a name that was granted and is listed nowhere any more is detached all the same", async () => {
    install.known.add("doors-open");
    const { outputs } = await create({ permissions: ["doors-open"], catalogue: ["doors-open", "marks-index"] });
    await handlers.update(outputs, checked({ permissions: ["marks-index"], catalogue: ["marks-index"] }));
    expect(bodies().at(-1)).toEqual({
      login,
      permissions_to_attach: ["marks-index"],
      permissions_to_detach: ["doors-open"],
    });
  });

  it("destroy detaches what was granted, and every other known name", async () => {
    const { outputs } = await create({ permissions: ["archives-show"] });
    await handlers.delete(outputs);
    expect(bodies().at(-1)).toEqual({
      login,
      permissions_to_attach: [],
      permissions_to_detach: documentedPermissions,
    });
    expect(install.users.has(login)).toBe(true);
  });
});

describe('unlisted "keep" without admin credentials', () => {
  const keep = (args: Properties) => ({ unlisted: "keep", ...args });

  it("attaches what is listed and detaches what is denied, and nothing else", async () => {
    await create(keep({ permissions: ["marks-index"], denied: ["layouts-index"] }));
    expect(bodies()).toEqual([
      { login, permissions_to_attach: ["marks-index"], permissions_to_detach: ["layouts-index"] },
    ]);
    expect(install.grantsOf(login)).toEqual(["archives-preview-download", "marks-index"]);
  });

  it("detaches a name of its own that the program drops", async () => {
    const { outputs } = await create(keep({ permissions: ["marks-index", "groups-index"] }));
    await handlers.update(outputs, checked(keep({ permissions: ["groups-index"] })));
    expect(bodies().at(-1)).toEqual({
      login,
      permissions_to_attach: ["groups-index"],
      permissions_to_detach: ["marks-index"],
    });
  });

  it("detaches on destroy what it attached, and leaves the rest", async () => {
    const { outputs } = await create(keep({ permissions: ["marks-index"] }));
    await handlers.delete(outputs);
    expect(install.grantsOf(login)).toEqual(["archives-preview-download", "layouts-index"]);
  });
});

test("every body of a whole life has the login and two sorted lists without a name in common, and no other field", async () => {
  for (const settings of [{ VMS_URL: sandbox.vms.url }, sandbox.vms.env]) {
    for (const unlisted of ["revoke", "keep"]) {
      handlers = defineHandlers(definition, contextFor(settings));
      const first = { unlisted, permissions: ["marks-store", "archives-show"], denied: ["marks-index"] };
      const second = { unlisted, permissions: ["groups-index", "archives-show", "marks-index"], denied: [] };
      const { outputs } = await create(first);
      const { outputs: updated } = await handlers.update(outputs, checked(second));
      await handlers.read(updated);
      await handlers.delete(updated);
    }
  }
  const writes = sandbox.log.writes();
  expect(writes.length).toBeGreaterThan(9);
  for (const { body, method, path } of writes) {
    expect([method, path]).toEqual(["PATCH", "/api/v1/billing/user/manage"]);
    const { permissions_to_attach: attach, permissions_to_detach: detach, ...rest } = Object(body);
    expect(rest).toEqual({ login });
    expect(attach).toEqual([...attach].sort());
    expect(detach).toEqual([...detach].sort());
    expect(attach.filter((name: string) => detach.includes(name))).toEqual([]);
  }
  const others = sandbox.log.requests.filter((request) => !writes.includes(request));
  expect(others.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining(["POST /api/admin/v1/auth/token"]),
  );
  expect(others.filter(({ method, path }) => method !== "GET" && !path.endsWith("/auth/token"))).toEqual([]);
});
