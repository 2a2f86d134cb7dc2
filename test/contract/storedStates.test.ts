import { readFileSync } from "node:fs";
import manifest from "../../package.json";
import { providerText } from "../../provider/pulumi/providerText.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { contextFor } from "../support/contextFor.js";

/**
 * What stands in users' state, by the path of its kind. NEVER CHANGE A LINE: the engine runs these texts in every later release, and
 * each loads the subpath that it names. A new kind is a new line.
 */
const providerTexts: Readonly<Record<string, string>> = {
  "hostup/ContactPermissions": 'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")',
  "hostup/DelegatedAccess": 'exports.handler=()=>require("pulumi-permissions/hostup/DelegatedAccess")',
  "spanel/SpanelUserPrivileges": 'exports.handler=()=>require("pulumi-permissions/spanel/SpanelUserPrivileges")',
  "vms/VmsUserPermissions": 'exports.handler=()=>require("pulumi-permissions/vms/VmsUserPermissions")',
  "bakeronline/ShopUserPermissions":
    'exports.handler=()=>require("pulumi-permissions/bakeronline/ShopUserPermissions")',
};
const subpaths = [
  "./hostup/ContactPermissions",
  "./hostup/DelegatedAccess",
  "./spanel/SpanelUserPrivileges",
  "./vms/VmsUserPermissions",
  "./bakeronline/ShopUserPermissions",
];

/**
 * A state that version 1 stored, by kind, with the arguments of the program that it was stored for. The files in
 * test/lifecycle/fixtures are never changed either.
 */
const recorded: Readonly<Record<string, { readonly id: string; readonly args: Readonly<Record<string, unknown>> }>> = {
  "hostup/ContactPermissions": {
    id: "14059",
    args: { contactId: 14059, services: ["14101"], dnsZones: ["31001"], canViewInvoices: true, onDelete: "restore" },
  },
  "hostup/DelegatedAccess": { id: "delegated-access", args: { allowed: ["partner@example.com"] } },
  "spanel/SpanelUserPrivileges": {
    id: "subuser/shop/editor",
    args: {
      kind: "subuser",
      accountUser: "shop",
      username: "editor",
      permissions: { email: "all", domain: ["redirects", "domains"] },
    },
  },
  "vms/VmsUserPermissions": {
    id: "test@mail.com",
    args: { login: "test@mail.com", permissions: ["archives-show", "archives-download"], denied: ["marks-store"] },
  },
  "bakeronline/ShopUserPermissions": {
    id: "15/17",
    args: {
      companyId: 15,
      email: "baker@example.com",
      shopIds: [19, 11],
      permissions: { newsletters: true, emailSettings: true },
    },
  },
};

/** What the provider text of a kind loads, as far as it is asked here. */
interface Loaded {
  check(olds: object, news: object): { readonly inputs: object; readonly failures: readonly unknown[] };
  diff(id: string, olds: object, news: object): object;
}

function stored(kind: string): Record<string, unknown> {
  const [, name = ""] = kind.split("/");
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.v1.json`;
  return JSON.parse(readFileSync(`test/lifecycle/fixtures/${file}`, "utf8"));
}

test("provider texts and their subpaths are for ever", () => {
  const written = Object.keys(providerTexts).map((kind) => {
    const [system = "", name = ""] = kind.split("/");
    return [kind, providerText({ system, name })];
  });
  expect(Object.fromEntries(written)).toEqual(providerTexts);
  expect(Object.keys(manifest.exports)).toEqual(expect.arrayContaining(subpaths));
});

test("every kind has a provider text and a recorded state here", () => {
  const kinds = [...resourceKinds.keys()].sort();
  expect(Object.keys(providerTexts).sort()).toEqual(kinds);
  expect(Object.keys(recorded).sort()).toEqual(kinds);
});

describe.each(Object.entries(recorded))("a state of %s that version 1 stored", (kind, { id, args }) => {
  const state = stored(kind);
  let printed: jest.SpyInstance;
  beforeEach(() => {
    printed = jest.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => printed.mockRestore());

  test("names its handlers by the text that is for ever", () => {
    expect(state).toMatchObject({ __provider: providerTexts[kind], __state: { version: 1 } });
  });

  test("is no change for the program that it was stored for", () => {
    const handlers = jest.requireActual<Loaded>(`../../provider/systems/${kind}.handlers.js`);
    const { inputs, failures } = handlers.check({}, { ...args, __provider: providerTexts[kind] });
    expect(failures).toEqual([]);
    expect(handlers.diff(id, state, inputs)).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
  });

  test("is opened by the drift command", () => {
    const opened = resourceKinds.get(kind)?.inspector(contextFor({}))(state);
    expect(opened?.connection).toBe("default");
    expect(opened?.subject).toMatch(/\w/);
  });
});
