import fc from "fast-check";
import { grantSet } from "../../../provider/access/grants.js";
import { envelopeSchema, refusalIn } from "../../../provider/systems/hostup/envelope.js";
import { flags } from "../../../provider/systems/hostup/vocabulary.js";
import { accessIn, bodyFor, type Permissions, permissionsSchema } from "../../../provider/systems/hostup/wire.js";

const parse = (data: object) => permissionsSchema.parse({ services: [], domains: [], dnsZones: [], ...data });

describe("reading", () => {
  it("takes bare ids, numbers and objects with a switch for the same grants", () => {
    const strings = parse({ domains: ["21266"], dnsZones: ["7"], services: ["14101"] });
    const objects = parse({
      domains: [
        { id: "21266", name: "example.com", hasAccess: true },
        { id: "9", hasAccess: false },
      ],
      dnsZones: [{ id: 7, hasAccess: true }],
      services: [{ id: 14101, hasAccess: true, type: null }],
    });
    expect(accessIn(strings)).toEqual({ grants: ["dnsZone:7", "domain:21266", "service:14101"], implied: [] });
    expect(accessIn(objects)).toEqual(accessIn(strings));
  });

  it("counts an item without a switch as access", () => {
    expect(accessIn(parse({ domains: [{ id: "1", name: "example.com" }] })).grants).toEqual(["domain:1"]);
  });

  it("reads each of the ten switches, and one that is missing as off", () => {
    for (const flag of flags) {
      expect(accessIn(parse({ [flag]: true })).grants).toEqual([flag]);
      expect(accessIn(parse({ [flag]: false })).grants).toEqual([]);
    }
    expect(accessIn(parse({}))).toEqual({ grants: [], implied: [] });
  });

  it.each([
    ["VPS", { type: "vps" }, "accessAllVps"],
    ["VPS by category", { type: "service", category: "vps" }, "accessAllVps"],
    ["web hosting", { type: "service", category: "hosting" }, "accessAllHosting"],
    ["shared hosting", { type: "shared_hosting", category: null }, "accessAllHosting"],
  ])("knows that the wide switch gives a %s too", (_what, words, flag) => {
    const service = { id: "1", hasAccess: true, ...words };
    expect(accessIn(parse({ services: [service], [flag]: true })).implied).toEqual(["service:1"]);
    expect(accessIn(parse({ services: [service], [flag]: false })).implied).toEqual([]);
    const other = flag === "accessAllVps" ? "accessAllHosting" : "accessAllVps";
    expect(accessIn(parse({ services: [service], [other]: true })).implied).toEqual([]);
  });

  it("lets the category decide where there is one: any other word is a grant of its own, whatever the type says", () => {
    const service = { id: "1", hasAccess: true, type: "vps", category: "colocation" };
    const all = { accessAllVps: true, accessAllHosting: true };
    expect(accessIn(parse({ services: [service], ...all })).implied).toEqual([]);
    expect(accessIn(parse({ services: [{ ...service, category: "VPS" }], ...all })).implied).toEqual([]);
  });

  it("takes a list that is missing for one with nothing in it", () => {
    const { dnsZones: _missing, ...rest } = { services: [], domains: ["1"], dnsZones: [] };
    expect(accessIn(permissionsSchema.parse(rest)).grants).toEqual(["domain:1"]);
    expect(accessIn(permissionsSchema.parse({ accessAllVps: true })).grants).toEqual(["accessAllVps"]);
  });

  it("takes domains for implied by accessAllDomains, and DNS zones for listed on their own", () => {
    const all = parse({ domains: ["1"], dnsZones: ["1"], accessAllDomains: true });
    expect(accessIn(all).implied).toEqual(["domain:1"]);
  });

  it.each([
    ["an id is rounded", { services: [{ id: 2 ** 53, hasAccess: true }] }],
    ["a bare id is rounded", { domains: [2 ** 53 + 2] }],
    ["a list is no list", { domains: {} }],
    ["an item has no id", { dnsZones: [{ hasAccess: true }] }],
    ["a switch is no boolean", { canViewInvoices: "yes" }],
    ["an item's switch is no boolean", { services: [{ id: "1", hasAccess: 1 }] }],
  ])("refuses an answer in which %s", (_what, data) => {
    const whole = { services: [], domains: [], dnsZones: [], ...data };
    expect(permissionsSchema.safeParse(whole).success).toBe(false);
    expect(permissionsSchema.safeParse({ message: "Permissions updated successfully" }).success).toBe(false);
  });
});

const id = fc.integer({ min: 1, max: 30 }).map(String);
const item = fc.oneof(
  id,
  fc.record({
    id,
    name: fc.string(),
    type: fc.constantFrom("vps", "hosting", "other"),
    hasAccess: fc.boolean(),
    later: fc.constant({ field: 1 }),
  }),
);
const idOf = (entry: unknown) => (typeof entry === "string" ? entry : String(Reflect.get(Object(entry), "id")));
const items = fc.uniqueArray(item, { selector: idOf, maxLength: 6 });
const seen = fc
  .record({ services: items, domains: items, dnsZones: items, flags: fc.subarray([...flags]), extra: fc.jsonValue() })
  .map(({ flags: on, extra, ...lists }) =>
    permissionsSchema.parse({ ...lists, ...Object.fromEntries(flags.map((flag) => [flag, on.includes(flag)])), extra }),
  );
const target = fc
  .record({
    flags: fc.subarray([...flags]),
    ids: fc.array(fc.tuple(fc.constantFrom("service", "domain", "dnsZone"), id), { maxLength: 6 }),
  })
  .map(({ flags: on, ids }) => grantSet([...on, ...ids.map(([prefix, number]) => `${prefix}:${number}`)]));

/** What the API shows once a body is written: of which kind an item is, the body does not say. */
const shownAfter = (body: Permissions, before: Permissions): Permissions => {
  const kinds = new Map(
    (before.services ?? []).flatMap((entry) => (typeof entry === "object" ? [[entry.id, entry] as const] : [])),
  );
  const services = body.services?.map((entry) =>
    typeof entry === "object" ? { ...kinds.get(entry.id), ...entry } : entry,
  );
  return permissionsSchema.parse({ ...body, services });
};

describe("writing", () => {
  it("gives exactly the target, plus what a wide switch in it gives anyway", () => {
    fc.assert(
      fc.property(seen, target, (permissions, wanted) => {
        const { grants, implied } = accessIn(shownAfter(bodyFor(wanted, permissions), permissions));
        expect(grants).toEqual(expect.arrayContaining([...wanted]));
        expect(grants.filter((grant) => !wanted.includes(grant) && !implied.includes(grant))).toEqual([]);
      }),
    );
  });

  it("says of every item that was read as an object whether it has access, in the form of the vendor's sample, and keeps the fields beside the lists", () => {
    fc.assert(
      fc.property(seen, target, (permissions, wanted) => {
        const body = bodyFor(wanted, permissions);
        expect(body.extra).toEqual(permissions.extra);
        for (const list of ["services", "domains", "dnsZones"] as const) {
          for (const entry of permissions[list] ?? []) {
            if (typeof entry !== "object") continue;
            const { id, name } = entry;
            expect(body[list]).toContainEqual({ id, name, hasAccess: expect.any(Boolean) });
          }
        }
      }),
    );
  });

  it("keeps bare ids bare, and drops those that go", () => {
    const permissions = parse({ domains: ["1", "2"] });
    expect(bodyFor(["domain:2", "domain:3"], permissions).domains).toEqual(["2", "3"]);
    expect(bodyFor(["domain:3"], parse({})).domains).toEqual([{ id: "3", hasAccess: true }]);
  });

  it("leaves an item as it was read while a wide switch goes on giving it", () => {
    const vps = { id: "1", type: "vps", hasAccess: true };
    const permissions = parse({ services: [vps], domains: ["2"], accessAllVps: true, accessAllDomains: true });
    const kept = bodyFor(["accessAllDomains", "accessAllVps"], permissions);
    expect(kept).toMatchObject({ services: [{ id: "1", hasAccess: true }], domains: ["2"] });
    expect(bodyFor([], permissions)).toMatchObject({ services: [{ id: "1", hasAccess: false }], domains: [] });
  });

  it("invents neither a list nor the fourteenth switch: they are sent where they were read or are wanted", () => {
    const read = permissionsSchema.parse({ services: [] });
    expect(Object.keys(bodyFor([], read)).sort()).toEqual(["services", ...flags].sort());
    expect(bodyFor(["canRequestEpp", "domain:1"], read)).toMatchObject({
      canRequestEpp: true,
      domains: [{ id: "1", hasAccess: true }],
    });
    expect(bodyFor([], parse({ canRequestEpp: true }))).toMatchObject({ canRequestEpp: false });
  });

  it("has all thirteen fields", () => {
    const body = bodyFor([], parse({}));
    expect(Object.keys(body).sort()).toEqual(["services", "domains", "dnsZones", ...flags].sort());
    for (const flag of flags) expect(body[flag]).toBe(false);
  });

  it("changes nothing when the target is what was read", () => {
    fc.assert(
      fc.property(seen, (permissions) => {
        const body = bodyFor(accessIn(permissions).grants, permissions);
        expect(accessIn(shownAfter(body, permissions))).toEqual(accessIn(permissions));
      }),
    );
  });
});

describe("an answer with status 200", () => {
  const refusal = (body: object) => refusalIn(envelopeSchema.parse(body));

  it.each([
    ["nothing wrong", { success: true, data: { message: "Permissions updated successfully" } }, undefined],
    ["the outer success false", { success: false, message: "No rights" }, "No rights"],
    ["the inner success false", { success: true, data: { success: false, error: "Failed" } }, "Failed"],
    ["the inner success false and only a message", { success: true, data: { success: false, message: "M" } }, "M"],
    ["an inner error beside success", { success: true, data: { success: true, error: "Failed" } }, "Failed"],
    ["only an inner error", { success: true, data: { error: "Failed to update" } }, "Failed to update"],
    ["an inner error as a list", { success: true, data: { error: ["Failed", "Twice"] } }, "Failed, Twice"],
    ["the inner success false without words", { success: true, data: { success: false } }, "no reason given"],
    ["the v1 error shape", { error: "Bad Request", message: "Wrong id", code: "BAD_REQUEST" }, "Wrong id"],
    ["an inner error that is null", { success: true, data: { success: true, error: null } }, undefined],
    ["the inner success false with null for words", { data: { success: false, error: null } }, "no reason given"],
    ["no object for data", { success: true, data: "ok" }, undefined],
  ])("and %s is understood", (_what, body, reason) => {
    expect(refusal(body)).toBe(reason);
  });
});
