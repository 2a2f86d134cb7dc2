import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StateError } from "../../provider/errors.js";
import { inputsOf, ownedGrants, parseState, storeState } from "../../provider/lifecycle/state.js";
import { definition } from "../../provider/systems/hostup/definition.js";
import { FakeSystem, fakeDefinition } from "../support/fakeSystem.js";

/** What earlier releases stored; the files are never changed. */
function stored(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(__dirname, "fixtures", name), "utf8"));
}

describe("state that version 1 stored", () => {
  it("is read with its arguments, its baseline and what was written", () => {
    const { args, baseline, record } = parseState(definition, stored("contactPermissions.v1.json"));
    expect(args).toMatchObject({ contactId: 14059, services: ["14101"], canViewInvoices: true, onDelete: "restore" });
    expect(baseline).toEqual(["canPlaceOrders", "service:14102"]);
    expect(record).toEqual({
      version: 1,
      declared: ["canViewInvoices", "dnsZone:31001", "service:14101"],
      denied: [],
      ended: [],
      pending: [],
      touched: [],
      writtenAt: "2026-01-01T00:00:00.000Z",
      verified: true,
    });
  });

  it("after a failure is read with what may have been written and what was denied", () => {
    const { args, record } = parseState(definition, stored("contactPermissions.failed.v1.json"));
    expect(args.connection).toBe("second");
    expect(record).toMatchObject({ denied: ["canViewInvoices"], verified: false });
    expect(ownedGrants(record)).toEqual(["canOpenTickets", "domain:21266", "service:14101"]);
  });

  it.each(["contactPermissions.v1.json", "contactPermissions.failed.v1.json"])(
    "is stored again as it was: %s",
    (name) => {
      const { __provider, ...properties } = stored(name);
      expect(__provider).toBeDefined();
      expect(storeState(parseState(definition, properties))).toStrictEqual(properties);
    },
  );
});

describe("state that cannot be understood", () => {
  const good = stored("contactPermissions.v1.json");
  const record = { ...Object(good.__state) };

  it.each([
    ["of a newer version", { ...good, __state: { ...record, version: 2 } }],
    ["without a version", { ...good, __state: { ...record, version: undefined } }],
    ["without a record", { ...good, __state: undefined }],
    ["with a record that is no object", { ...good, __state: "x" }],
    ["with a time that is none", { ...good, __state: { ...record, writtenAt: "yesterday" } }],
    ["with a baseline that is no list", { ...good, baseline: "all" }],
    ["with an argument of another type", { ...good, contactId: "anna" }],
  ])("is an error that says what to do: %s", (_what, properties) => {
    const parse = () => parseState(definition, properties);
    expect(parse).toThrow(StateError);
    expect(parse).toThrow(/state of this ContactPermissions .*install that release.*pulumi stack import/s);
  });
});

describe("stored properties", () => {
  const state = {
    args: { ...parseState(definition, stored("contactPermissions.v1.json")).args, canOpenTickets: undefined },
    baseline: null,
    record: parseState(definition, stored("contactPermissions.v1.json")).record,
  };

  it("hold nothing undefined, which the dynamic host cannot take", () => {
    expect(JSON.parse(JSON.stringify(storeState(state)))).toStrictEqual(storeState(state));
    expect(Object.hasOwn(storeState(state), "canOpenTickets")).toBe(false);
    expect(Object.hasOwn(inputsOf(state), "canOpenTickets")).toBe(false);
  });

  it("keep a baseline that could not be read as null", () => {
    expect(storeState(state)).toMatchObject({ baseline: null });
    expect(parseState(definition, storeState(state)).baseline).toBeNull();
  });

  it("of access that breaks a rule for asked-for access can be read all the same", () => {
    const definitionWithRule = fakeDefinition(new FakeSystem());
    const never = { properties: ["permissions"], schema: definitionWithRule.schema.object.refine(() => false) };
    const strict = { ...definitionWithRule, schema: { ...definitionWithRule.schema, rules: [never] } };
    const properties = { subject: "s", permissions: ["a"], baseline: [], __state: record() };
    expect(parseState(strict, properties).args.permissions).toEqual(["a"]);
  });
});

function record(): object {
  return { version: 1, declared: ["a"], writtenAt: "2026-01-01T00:00:00.000Z", verified: true };
}
