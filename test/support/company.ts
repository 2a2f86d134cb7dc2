import { z } from "zod";
import type { Sandbox } from "../../sandbox/index.js";
import { contactPermissions } from "./cases/contactPermissions.js";
import type { Args, SystemCase } from "./cases/SystemCase.js";
import { shopUserPermissions } from "./cases/shopUserPermissions.js";
import { spanelAccount, spanelSubuser } from "./cases/spanelUserPrivileges.js";
import { vmsReadable } from "./cases/vmsUserPermissions.js";
import { contextFor } from "./contextFor.js";

const firstNames = [
  ...[
    "anna",
    "bert",
    "carla",
    "dirk",
    "elin",
    "finn",
    "gerda",
    "hugo",
    "ines",
    "jan",
    "karin",
    "lars",
    "maja",
    "nils",
    "olga",
  ],
  ...[
    "per",
    "rita",
    "sven",
    "tove",
    "ulf",
    "vera",
    "willem",
    "ylva",
    "zoe",
    "arne",
    "birgit",
    "claes",
    "doris",
    "erik",
    "frida",
  ],
];
const surnames = ["berg", "claes", "dahl", "ek", "falk", "groen", "holm", "ivars", "jansen", "krook"];

interface Resource {
  readonly name: string;
  readonly given: SystemCase;
  readonly args: Args;
}

/** What the program of a company declares: a component for each person, with a resource for each of their accounts. */
function accountsOf(index: number, sandbox: Sandbox): readonly Resource[] {
  const name = nameOf(index);
  const email = `${name.replace("-", ".")}@example.com`;
  const isManager = index % 25 === 0;
  const resources: Resource[] = [];
  if (index % 3 === 0) {
    const contactId = 14_000 + index;
    sandbox.hostup.account.addContact(contactId);
    const rights = { canViewInvoices: true, canOpenTickets: index % 2 === 0, canPlaceOrders: isManager };
    resources.push({ name, given: contactPermissions, args: { contactId, services: ["14101"], ...rights } });
  }
  if (index % 2 === 0) {
    sandbox.vms.install.addUser(email);
    const permissions = ["archives-show", "camera-events-index", ...(isManager ? ["archives-download"] : [])];
    resources.push({ name, given: vmsReadable, args: { login: email, permissions } });
  }
  if (index % 3 !== 2) {
    sandbox.bakeronline.bakery.addUser(15, email);
    const permissions = { newsletters: true, products: isManager };
    resources.push({
      name,
      given: shopUserPermissions,
      args: { companyId: 15, email, shopIds: [11 + (index % 7)], permissions },
    });
  }
  if (index % 10 === 0) {
    const username = name.replace("-", ".");
    const shop = sandbox.spanel.server.accounts.get("shop") ?? sandbox.spanel.server.addAccount("shop");
    shop.subusers.set(username, { domain: ["redirects"] });
    const email = index % 20 === 0 ? "all" : ["forwarders"];
    const permissions = { email, domain: ["domains"] };
    resources.push({
      name,
      given: spanelSubuser,
      args: { kind: "subuser", accountUser: "shop", username, permissions },
    });
  }
  return resources;
}

export function nameOf(index: number): string {
  return `${firstNames[index % firstNames.length]}-${surnames[Math.floor(index / firstNames.length)]}`;
}

/**
 * People of a company, up to 300, in the sandbox, and what `pulumi stack export` prints of the stack that declares them. Beside them a hosting account, which
 * cannot be read.
 */
export async function companyOf(count: number, sandbox: Sandbox): Promise<string> {
  const context = contextFor(sandbox.env);
  const stack = "urn:pulumi:dev::company::pulumi:pulumi:Stack::company-dev";
  const resourcesOf = async (resources: readonly Resource[], owner: string | undefined): Promise<readonly object[]> => {
    const urn = owner === undefined ? stack : `urn:pulumi:dev::company::company:index:Person::${owner}`;
    const component = owner === undefined ? [] : [{ urn, type: "company:index:Person", parent: stack }];
    const made = await Promise.all(
      resources.map(async ({ name, given, args }) => {
        const handlers = given.handlers(context);
        const { id, outputs } = await handlers.create(handlers.check(args).inputs);
        const type = `pulumi-nodejs:dynamic/${given.path.replace("/", ":")}`;
        const chain = owner === undefined ? type : `company:index:Person$${type}`;
        const __provider = `exports.handler=()=>require("pulumi-permissions/${given.path}")`;
        return {
          urn: `urn:pulumi:dev::company::${chain}::${name}`,
          ...{ type, id, custom: true, parent: urn, outputs: { ...outputs, __provider } },
        };
      }),
    );
    return [...component, ...made];
  };
  sandbox.spanel.server.addAccount("webshop");
  const account = {
    name: "webshop",
    given: spanelAccount,
    args: { username: "webshop", permissions: { email: "all" } },
  };
  const people = Array.from({ length: count }, (_, index) => index);
  const all = await Promise.all([
    resourcesOf([account], undefined),
    ...people.map((index) => resourcesOf(accountsOf(index, sandbox), nameOf(index))),
  ]);
  const resources = [{ urn: stack, type: "pulumi:pulumi:Stack" }, ...all.flat()];
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });
}

/** What people do by hand: somebody is let place orders, somebody loses a page, and two strangers get in. */
export function meddled(sandbox: Sandbox): void {
  sandbox.hostup.account.grant(14_003, "canPlaceOrders");
  sandbox.hostup.account.revoke(14_006, "canViewInvoices");
  sandbox.spanel.server.accounts.get("shop")?.subusers.set("karin.berg", "all");
  sandbox.bakeronline.bakery.addUser(15, "former.colleague@example.com", ["permissions", "shop:11"]);
  sandbox.vms.install.addUser("nightshift@example.com");
}

type Properties = Record<string, unknown>;
const exportedSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(
      z.looseObject({
        urn: z.string(),
        id: z.string().optional(),
        outputs: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
});

/** The state before somebody came, and before somebody else was given more. */
export function withoutOne(state: string): string {
  const exported = exportedSchema.parse(JSON.parse(state));
  const resources = exported.deployment.resources
    .filter(({ urn }) => !urn.endsWith("::per-ivars"))
    .map(({ outputs, ...rest }) =>
      rest.urn.includes("SpanelUserPrivileges::karin-berg")
        ? { ...rest, outputs: narrower(outputs) }
        : { ...rest, outputs },
    );
  return JSON.stringify({ ...exported, deployment: { ...exported.deployment, resources } });
}

function narrower(outputs: Properties | undefined): Properties {
  const record = z.looseObject({ declared: z.array(z.string()) }).parse(outputs?.__state);
  return { ...outputs, __state: { ...record, declared: record.declared.slice(0, 1) } };
}

/** What a merge makes of somebody's arguments; nothing where it takes them out. */
export function changedProgram(urn: string, inputs: Properties): Properties | undefined {
  if (urn.endsWith("::anna-groen")) return undefined;
  if (urn.endsWith("hostup:ContactPermissions::per-dahl")) return { ...inputs, canPlaceOrders: false };
  if (urn.endsWith("vms:VmsUserPermissions::anna-ek"))
    return { ...inputs, permissions: ["archives-show", "camera-events-index", "archives-download"] };
  return inputs;
}

/** What the CLI prints of a preview that makes this of the stack. */
export function previewOfCompany(state: string, change: typeof changedProgram): string {
  const { resources } = exportedSchema.parse(JSON.parse(state)).deployment;
  const steps = resources.flatMap(({ urn, id, outputs }) => {
    if (outputs === undefined) return [];
    const inputs = Object.fromEntries(
      Object.entries(outputs).filter(([key]) => !["baseline", "__state"].includes(key)),
    );
    const changed = change(urn, inputs);
    const op = changed === undefined ? "delete" : changed === inputs ? "same" : "update";
    return [
      { op, urn, oldState: { id, outputs }, ...(changed === undefined ? {} : { newState: { inputs: changed } }) },
    ];
  });
  return JSON.stringify({ steps, changeSummary: { same: steps.length } });
}
