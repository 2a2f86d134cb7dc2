import type { Properties } from "../../../provider/arguments/arguments.js";
import { NotConvergedError, SubjectNotFoundError } from "../../../provider/errors.js";
import { defineHandlers, type Handlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/hostup/definition.js";
import { flags } from "../../../provider/systems/hostup/vocabulary.js";
import { type HostupAccount, type Sandbox, startSandbox } from "../../../sandbox/index.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const contactId = 14059;
let sandbox: Sandbox;
let account: HostupAccount;
let handlers: Handlers;
beforeEach(async () => {
  sandbox = await startSandbox();
  account = sandbox.hostup.account;
  handlers = defineHandlers(definition, contextFor(sandbox.hostup.env));
});
afterEach(() => sandbox.close());

const checked = (args: Properties) => handlers.check({ contactId, ...args }).inputs;
const create = (args: Properties) => handlers.create(checked(args));
const posts = () => sandbox.log.requests.filter(({ method }) => method === "POST");
const lastBody = () => Object(posts().at(-1)?.body);

describe("the thirteen fields", () => {
  it("are all written, and read back as they were asked for", async () => {
    account.addContact(contactId);
    const args = {
      services: ["14101", "14201"],
      domains: ["21267"],
      dnsZones: ["31001"],
      ...Object.fromEntries(flags.map((flag) => [flag, !flag.startsWith("accessAll")])),
    };
    const { outputs } = await create(args);
    expect(outputs).toMatchObject({ ...args, contactId });
    expect(account.grantsOf(contactId)).toEqual(
      [
        "service:14101",
        "service:14201",
        "domain:21267",
        "dnsZone:31001",
        ...flags.filter((flag) => !flag.startsWith("accessAll")),
      ].sort(),
    );
  });

  it.each(flags)("%s can be turned on and off by itself", async (flag) => {
    account.addContact(contactId);
    const { outputs } = await create({ [flag]: true });
    expect(account.grantsOf(contactId)).toEqual([flag]);
    await handlers.update(outputs, checked({ [flag]: false }));
    expect(account.grantsOf(contactId)).toEqual([]);
  });

  it("are all in every body, with an explicit hasAccess for every known item", async () => {
    account.addContact(contactId, ["service:14102", "domain:21266"]);
    await create({ services: ["14101"] });
    const body = lastBody();
    expect(Object.keys(body)).toEqual(expect.arrayContaining([...flags, "services", "domains", "dnsZones"]));
    expect(body.services).toEqual([
      expect.objectContaining({ id: "14101", hasAccess: true }),
      expect.objectContaining({ id: "14102", hasAccess: false }),
      expect.objectContaining({ id: "14201", hasAccess: false }),
    ]);
    expect(body.domains).toEqual([
      { id: "21266", name: "example.com", hasAccess: false },
      { id: "21267", name: "example.se", hasAccess: false },
    ]);
  });
});

describe("a write", () => {
  it("is not made when nothing differs", async () => {
    account.addContact(contactId, ["canViewInvoices", "domain:21266"]);
    const args = { domains: ["21266"], canViewInvoices: true };
    const { outputs } = await create(args);
    await handlers.update(outputs, checked(args));
    expect(posts()).toEqual([]);
  });

  it("keeps fields that the documentation does not name, and warns of those that are switches and on", async () => {
    const context = contextFor(sandbox.hostup.env);
    handlers = defineHandlers(definition, context);
    account.addContact(contactId).extra = { canPayInvoices: true, canFly: false, later: { nested: [1] } };
    await create({ canViewInvoices: true });
    expect(account.contacts.get(contactId)?.extra).toEqual({
      canPayInvoices: true,
      canFly: false,
      later: { nested: [1] },
    });
    expect(context.notices).toContain(
      "HostUp contact 14059 also has switches that this release does not know: canPayInvoices. They are left on.",
    );
  });

  it("has the form of the vendor's sample, and nothing else", async () => {
    account.strict = true;
    account.addContact(contactId, ["dnsZone:31001"]);
    await create({ services: ["14101"], domains: ["21266"] });
    expect(account.grantsOf(contactId)).toEqual(["domain:21266", "service:14101"]);
  });

  it("does not send back a number that was rounded when it was read", async () => {
    account.addContact(contactId).extra = { later: { ids: [2 ** 53] } };
    const error = await failureOf(create({ canViewInvoices: true }));
    expect(error.message).toContain("was not sent: HostUp shows a number at later.ids.0 that is too large");
    expect(posts()).toEqual([]);
  });

  it("works where an answer leaves out lists, and sends only those that the program needs", async () => {
    account.missing.add("domains").add("dnsZones");
    account.addContact(contactId, ["service:14102"]);
    await create({ services: ["14101"], canOpenTickets: true });
    expect(account.grantsOf(contactId)).toEqual(["canOpenTickets", "service:14101"]);
    expect(Object.keys(lastBody())).not.toContain("domains");
  });

  it.each([
    ["strings", "strings"],
    ["strings", "objects"],
    ["objects", "strings"],
    ["objects", "objects"],
  ] as const)(
    "works where domains come as %s and DNS zones as %s, and sends them in that form",
    async (domains, zones) => {
      Object.assign(account.shapes, { domains, dnsZones: zones });
      account.addContact(contactId, ["domain:21266", "dnsZone:31001"]);
      const { outputs } = await create({ domains: ["21267"], dnsZones: ["31001"], canOpenTickets: true });
      expect(account.grantsOf(contactId)).toEqual(["canOpenTickets", "dnsZone:31001", "domain:21267"]);
      expect(typeof lastBody().domains[0]).toBe(domains === "strings" ? "string" : "object");
      expect(typeof lastBody().dnsZones[0]).toBe(zones === "strings" ? "string" : "object");
      await handlers.delete(outputs);
      expect(account.grantsOf(contactId)).toEqual([]);
    },
  );

  it("revokes items as well where the API keeps what a write leaves out", async () => {
    account.omitted = "keep";
    account.shapes.dnsZones = "objects";
    account.addContact(contactId, ["service:14102", "domain:21266", "dnsZone:31001"]);
    await create({ services: ["14101"] });
    expect(account.grantsOf(contactId)).toEqual(["service:14101"]);
  });

  it("fails and names the item where the API keeps what is left out and has no form for a refusal", async () => {
    Object.assign(account, { omitted: "keep" });
    account.addContact(contactId, ["dnsZone:31001"]);
    const error = await failureOf(create({}));
    expect(error).toBeInstanceOf(NotConvergedError);
    expect(error.message).toContain("not revoked: dnsZone:31001");
  });
});

describe("the fourteenth switch", () => {
  it("is neither sent nor compared where HostUp does not show it and the program does not ask for it", async () => {
    account.addContact(contactId);
    const { outputs } = await create({ canViewInvoices: true });
    expect(lastBody()).not.toHaveProperty("canRequestEpp");
    expect(outputs).not.toHaveProperty("canRequestEpp");
  });

  it("that somebody turned on is drift, and goes with the next up, although the program does not mention it", async () => {
    Object.assign(account, { hasEppSwitch: true, strict: true });
    account.addContact(contactId);
    const { outputs } = await create({ canViewInvoices: true });
    account.grant(contactId, "canRequestEpp");
    const live = await handlers.read(outputs);
    expect(live?.inputs).toMatchObject({ canRequestEpp: true });
    expect(handlers.diff(live?.outputs ?? {}, checked({ canViewInvoices: true })).changes).toBe(true);
    await handlers.update(live?.outputs ?? {}, checked({ canViewInvoices: true }));
    expect(account.grantsOf(contactId)).toEqual(["canViewInvoices"]);
  });

  it("is granted where the program asks for it, and an error where HostUp does not take it", async () => {
    account.hasEppSwitch = true;
    account.addContact(contactId);
    expect((await create({ canRequestEpp: true })).outputs).toMatchObject({ canRequestEpp: true });
    expect(account.grantsOf(contactId)).toEqual(["canRequestEpp"]);
    account.hasEppSwitch = false;
    expect((await failureOf(create({ canRequestEpp: true }))).message).toContain("not granted: canRequestEpp");
  });
});

describe("a wide switch", () => {
  it.each([
    ["accessAllVps", ["service:14101", "service:14102"]],
    ["accessAllHosting", ["service:14201"]],
    ["accessAllDomains", ["domain:21266", "domain:21267"]],
  ])("%s makes the items that it gives no drift", async (flag, items) => {
    account.addContact(contactId, ["canViewInvoices"]);
    const { outputs } = await create({ [flag]: true });
    expect(outputs).toMatchObject({ services: [], domains: [], [flag]: true });
    const live = await handlers.read(outputs);
    expect(live?.outputs).toEqual(outputs);
    await handlers.update(outputs, checked({ [flag]: true }));
    expect(posts()).toHaveLength(1);
    for (const item of items) expect(account.grantsOf(contactId)).not.toContain(item);
  });

  it("may stand beside an item that it gives, and is no drift either", async () => {
    account.addContact(contactId);
    const { outputs } = await create({ accessAllVps: true, services: ["14101"] });
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
  });

  it("that is revoked takes what it gave, except the item that the program lists", async () => {
    account.addContact(contactId, ["accessAllVps"]);
    const { outputs } = await create({ services: ["14101"] });
    expect(account.grantsOf(contactId)).toEqual(["service:14101"]);
    expect(outputs).toMatchObject({ services: ["14101"], accessAllVps: false });
  });

  it("does not leave its items behind when another change was written meanwhile", async () => {
    account.addContact(contactId);
    const wide = await create({ accessAllVps: true });
    const both = await handlers.update(wide.outputs, checked({ accessAllVps: true, canViewTickets: true }));
    await handlers.update(both.outputs, checked({ canViewTickets: true }));
    expect(account.grantsOf(contactId)).toEqual(["canViewTickets"]);
  });

  it("that somebody turned on is drift, and only it", async () => {
    account.addContact(contactId);
    const { outputs } = await create({ canViewInvoices: true });
    account.grant(contactId, "accessAllVps");
    expect((await handlers.read(outputs))?.inputs).toMatchObject({ accessAllVps: true, services: [] });
  });
});

describe('unlisted "keep"', () => {
  const keep = (args: Properties) => ({ unlisted: "keep", ...args });

  it("touches only what is mentioned, and a false revokes", async () => {
    account.addContact(contactId, ["canPlaceOrders", "canViewTickets", "service:14102"]);
    const { outputs } = await create(keep({ services: ["14101"], canPlaceOrders: false }));
    expect(account.grantsOf(contactId)).toEqual(["canViewTickets", "service:14101", "service:14102"]);
    expect(outputs).toMatchObject({ services: ["14101"], canPlaceOrders: false });
    expect(outputs).not.toHaveProperty("canViewTickets");
  });

  it("sees a false that was added later as a change, and no other", async () => {
    account.addContact(contactId, ["canPlaceOrders"]);
    const { outputs } = await create(keep({ canViewTickets: true }));
    expect(handlers.diff(outputs, checked(keep({ canViewTickets: true }))).changes).toBe(false);
    const news = checked(keep({ canViewTickets: true, canPlaceOrders: false }));
    expect(handlers.diff(outputs, news).changes).toBe(true);
    await handlers.update(outputs, news);
    expect(account.grantsOf(contactId)).toEqual(["canViewTickets"]);
  });

  it("is not drift when somebody grants what the program does not mention", async () => {
    account.addContact(contactId);
    const { outputs } = await create(keep({ canViewTickets: true }));
    account.grant(contactId, "canPlaceOrders");
    expect((await handlers.read(outputs))?.outputs).toEqual(outputs);
  });

  it("takes back on destroy only what the program granted", async () => {
    account.addContact(contactId, ["canPlaceOrders"]);
    const { outputs } = await create(keep({ canViewTickets: true, domains: ["21266"] }));
    await handlers.delete(outputs);
    expect(account.grantsOf(contactId)).toEqual(["canPlaceOrders"]);
  });
});

describe("what the API does not do", () => {
  it("is an error that names a grant which a write ignores, and the state holds the rest", async () => {
    account.addContact(contactId);
    account.stubborn.add("canPlaceOrders").add("service:14101");
    const error = await failureOf(create({ services: ["14101"], canPlaceOrders: true, canViewInvoices: true }));
    expect(error.message).toContain("not granted: canPlaceOrders, service:14101");
    expect(Reflect.get(error, "state")).toMatchObject({
      services: [],
      canPlaceOrders: false,
      canViewInvoices: true,
      __state: { verified: false },
    });
  });

  it("is an error that names a grant which cannot be revoked", async () => {
    account.addContact(contactId, ["domain:21266"]);
    account.stubborn.add("domain:21266");
    const error = await failureOf(create({ canViewInvoices: true }));
    expect(error.message).toContain("not revoked: domain:21266");
  });

  it("is refused in the API's own words: an item of another account", async () => {
    account.addContact(contactId);
    const error = await failureOf(create({ services: ["99999"] }));
    expect(error.message).toContain("answered 400: services: 99999 does not belong to this account");
    expect(account.grantsOf(contactId)).toEqual([]);
  });
});

describe("a contact that does not exist", () => {
  it("cannot be given access: this package creates nobody", async () => {
    const error = await failureOf(create({ canViewInvoices: true }));
    expect(error).toBeInstanceOf(SubjectNotFoundError);
    expect(error.message).toMatch(/HostUp contact 14059 does not exist.*creates nobody/);
    expect(posts()).toEqual([]);
  });

  it("is gone on read, and fine on destroy", async () => {
    account.addContact(contactId);
    const { outputs } = await create({ canViewInvoices: true });
    account.contacts.delete(contactId);
    expect(await handlers.read(outputs)).toBeUndefined();
    await handlers.delete(outputs);
    expect(posts()).toHaveLength(1);
  });
});

it("no contact is removed by any destroy", async () => {
  account.addContact(contactId, ["canPlaceOrders"]);
  for (const onDelete of ["revoke", "restore", "keep"]) {
    const { outputs } = await create({ canViewInvoices: true, onDelete });
    await handlers.delete(outputs);
    expect(account.contacts.has(contactId)).toBe(true);
  }
  expect(sandbox.log.requests.filter(({ method }) => method === "DELETE")).toEqual([]);
});
