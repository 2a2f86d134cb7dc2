import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/hostup/definition.js";
import { type Fault, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";
import { repeatAtOnce } from "../../support/repeatAtOnce.js";

repeatAtOnce();

const contactId = 14059;
let sandbox: Sandbox;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.hostup.account.addContact(contactId, ["canPlaceOrders"]);
  handlers = defineHandlers(definition, contextFor({ ...sandbox.hostup.env, HOSTUP_RETRIES: "1" }));
});
afterEach(() => sandbox.close());

/** Only where an answer never comes is the time limit short. */
function meet(fault: Fault): void {
  const HOSTUP_TIMEOUT = fault.kind === "hang" ? "1" : "30";
  handlers = defineHandlers(definition, contextFor({ ...sandbox.hostup.env, HOSTUP_RETRIES: "1", HOSTUP_TIMEOUT }));
  sandbox.faults.add(fault);
}

const checked = (args: Properties) => handlers.check({ contactId, ...args }).inputs;
const create = () => handlers.create(checked({ canViewInvoices: true }));
const granted = () => sandbox.hostup.account.grantsOf(contactId);

/** The other kinds of faults are for `test/faults`, which lets every call of every system meet all of them. */
const faults: [string, Fault][] = [
  ["500", { kind: "status", status: 500 }],
  ["a reset", { kind: "reset" }],
  ["no answer", { kind: "hang" }],
];

const quick = faults.filter(([, { kind }]) => kind !== "hang");

describe.each(["GET", "POST"])("a fault on %s", (method) => {
  it.each(faults)("that passes is overcome: %s", async (_what, fault) => {
    meet({ ...fault, method });
    const { outputs } = await create();
    expect(granted()).toEqual(["canViewInvoices"]);
    expect(outputs).toMatchObject({ canViewInvoices: true, baseline: ["canPlaceOrders"], __state: { verified: true } });
  });

  it.each(quick)("that stays is an error which names the operation: %s", async (_what, fault) => {
    meet({ ...fault, method, times: 2 });
    const error = await failureOf(create());
    const doing = method === "GET" ? "Reading" : "Writing";
    expect(error.message).toMatch(new RegExp(`^${doing} the permissions of HostUp contact ${contactId} failed: `));
    expect(error.message).toContain("(after 2 attempts)");
  });
});

describe("a write that took effect although its answer was spoilt", () => {
  it.each(faults)("is finished by the repetition: %s", async (_what, fault) => {
    meet({ ...fault, method: "POST", afterEffect: true });
    const { outputs } = await create();
    expect(granted()).toEqual(["canViewInvoices"]);
    expect(outputs).toMatchObject({ baseline: ["canPlaceOrders"] });
  });

  it.each(quick)(
    "counts, though the repetition fails too, because a read finds all of it: %s",
    async (_what, fault) => {
      meet({ ...fault, method: "POST", afterEffect: true, times: 2 });
      const { outputs } = await create();
      expect(granted()).toEqual(["canViewInvoices"]);
      expect(outputs).toMatchObject({
        canViewInvoices: true,
        baseline: ["canPlaceOrders"],
        __state: { verified: true },
      });
    },
  );

  it.each(quick)(
    "is an error that leaves the true state where a read finds only part of it: %s",
    async (_what, fault) => {
      meet({ ...fault, method: "POST", afterEffect: true, times: 2 });
      sandbox.hostup.account.stubborn.add("canPlaceOrders");
      const error = await failureOf(create());
      expect(Reflect.get(error, "state")).toMatchObject({
        canViewInvoices: true,
        canPlaceOrders: true,
        baseline: ["canPlaceOrders"],
        __state: { verified: false },
      });
    },
  );
});

it.each(quick)("a destroy that took effect although its answer was spoilt is done: %s", async (_what, fault) => {
  const { outputs } = await create();
  meet({ ...fault, method: "POST", afterEffect: true, times: 2 });
  await handlers.delete(outputs);
  expect(granted()).toEqual([]);
});

it("a fault that stays on the read before the write leaves everything as it was, without state", async () => {
  sandbox.faults.add({ kind: "status", status: 500, method: "GET", times: 2 });
  const error = await failureOf(create());
  expect(Reflect.has(error, "state")).toBe(false);
  expect(sandbox.log.count("POST")).toBe(0);
});

it("a fault in an update leaves the state as it really is, and the next update repairs it", async () => {
  const { outputs } = await create();
  sandbox.faults.add({ kind: "status", status: 500, method: "POST", times: 2 });
  const news = checked({ canOpenTickets: true });
  const error = await failureOf(handlers.update(outputs, news));
  const state = Object(Reflect.get(error, "state"));
  expect(state).toMatchObject({ canViewInvoices: true, canOpenTickets: false });
  expect(handlers.diff(state, news).changes).toBe(true);
  await handlers.update(state, news);
  expect(granted()).toEqual(["canOpenTickets"]);
});
