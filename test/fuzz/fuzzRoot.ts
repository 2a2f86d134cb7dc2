import fc from "fast-check";
import type { Properties } from "../../provider/arguments/arguments.js";
import { defineHandlers } from "../../provider/lifecycle/lifecycle.js";
import { definition } from "../../provider/systems/spanel/definition.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "../support/contextFor.js";
import type { FuzzSettings } from "./settings.js";

const subjects = {
  account: { kind: "account", username: "shop" },
  subuser: { kind: "subuser", accountUser: "shop", username: "editor" },
  admin: { kind: "admin", username: "root@example.com" },
};

const page = fc.constantFrom("accounts", "domains", "redirects", "", "all", "*", " domains", null, 5);
const pages = fc.oneof(
  fc.constantFrom("all", "ALL", undefined, null, "", [], {}, ["all"], [""], ["domains", "domains"], [[]], true, 0),
  fc.array(page, { maxLength: 4 }),
  fc.anything(),
);
const category = fc.oneof(
  fc.constantFrom("email", "domain", "server", "all", "*", "", "0", "a]", "__proto__", "em\0ail", "permissions"),
  fc.string({ unit: "binary-ascii", maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const anything = fc.oneof(
  fc.constantFrom("all", "ALL", " all", "", undefined, null, {}, [], ["all"], { all: "all" }, { email: [] }, true, 0),
  fc.dictionary(category, pages, { maxKeys: 3 }),
  fc.dictionary(fc.constantFrom("email", "domain", "server"), fc.constantFrom("all", [], ["domains"]), { maxKeys: 2 }),
  fc.anything(),
);
const given = fc.record({
  kind: fc.constantFrom("account", "subuser", "admin"),
  permissions: anything,
  // Mostly left out: what is refused for it would hide what happens to the rest.
  restoreTo: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anything }),
  unlisted: fc.constantFrom("revoke", "keep", undefined),
  onDelete: fc.constantFrom("revoke", "restore", "keep", undefined),
});

/** The state that a call leaves, also where it failed halfway. */
async function stateAfter(running: Promise<{ outputs: Properties }>, before?: Properties) {
  try {
    return (await running).outputs;
  } catch (error) {
    const state: unknown = Reflect.get(Object(error), "state");
    return typeof state === "object" && state !== null ? { ...state } : before;
  }
}

/** Asks SPanel for privileges in every strange way: what leaves them out gives full root access. */
export function fuzzRoot({ seed, numRuns }: FuzzSettings): void {
  let started: Sandbox;

  beforeAll(async () => {
    started = await startSandbox();
    // With a catalogue most nonsense would end there; the point is what happens without.
    started.spanel.server.refused.add("accounts/listuserpermissions").add("admin/listadminuserpermissions");
  });
  afterAll(() => started.close());

  test("whatever a program says, no body leaves without permissions, and root only when it says exactly that", async () => {
    const { server } = started.spanel;
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(given, async ({ kind, ...args }) => {
        server.addAccount("shop", { email: "all" }).subusers.set("editor", { domain: ["domains"] });
        server.admins.set("root@example.com", { server: ["status"] });
        started.log.clear();
        const handlers = defineHandlers(definition, contextFor(started.spanel.env));
        const subject = subjects[kind];
        const sound = { ...subject, permissions: { email: "all", server: "all" } };
        const wanted = handlers.check({ ...subject, ...args }).inputs;

        const made = await stateAfter(handlers.create(wanted));
        if (made) await handlers.delete(made).catch(() => undefined);
        const prior = await stateAfter(handlers.create(handlers.check(sound).inputs));
        const changed = prior && (await stateAfter(handlers.update(prior, wanted), prior));
        if (changed) await handlers.delete(changed).catch(() => undefined);

        const askedForRoot = args.permissions === "all" || args.restoreTo === "all";
        for (const { body } of started.log.writes()) {
          sent += 1;
          const permissions: unknown = Object(body).permissions;
          expect(permissions).toBeTruthy();
          expect(Object.keys(Object(permissions))).not.toEqual([]);
          if (permissions === "all") expect(askedForRoot).toBe(true);
        }
        expect(server.incidents).toEqual([]);
      }),
      { seed, numRuns: 16 * numRuns },
    );
    // Otherwise all of it would have been refused.
    expect(sent).toBeGreaterThan(4 * numRuns);
  });
}
