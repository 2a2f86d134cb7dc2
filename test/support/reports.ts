import { type Report, type ReportedResource, reportSchema, summaryOf, type Unmanaged } from "../../cli/drift/report.js";

const kinds = {
  hostup: "ContactPermissions",
  spanel: "SpanelUserPrivileges",
  vms: "VmsUserPermissions",
  bakeronline: "ShopUserPermissions",
} as const;

export type ReportedSystem = keyof typeof kinds;

type Given = Partial<ReportedResource> & { readonly kind?: string };

/** One resource of a report, in sync unless told otherwise. */
export function reported(
  system: ReportedSystem,
  subject: string,
  { kind = kinds[system], ...given }: Given = {},
): ReportedResource {
  const type = `pulumi-nodejs:dynamic/${system}:${kind}`;
  const name = subject.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
  return {
    name,
    urn: `urn:pulumi:production::access::${type}::${name}`,
    type,
    system,
    connection: "default",
    subject,
    status: "in-sync",
    gained: [],
    lost: [],
    ...given,
  };
}

/** A report that the schema accepts, with a summary that is true. */
export function reportOf(resources: ReportedResource[], unmanaged: Unmanaged[] = []): Report {
  return reportSchema.parse({
    version: 1,
    stack: "acme/access/production",
    checkedAt: "2026-11-22T10:03:07.120Z",
    summary: summaryOf(resources, unmanaged),
    resources,
    unmanaged,
  });
}

/** Every status and all four systems, two connections, a correction planned and one made. */
export const everyStatus = (): Report =>
  reportOf(
    [
      reported("hostup", "HostUp contact 14060", { held: ["canViewInvoices"] }),
      reported("hostup", "HostUp contact 14059", {
        status: "drifted",
        held: ["canOpenTickets", "canPlaceOrders", "canViewInvoices"],
        gained: ["canPlaceOrders"],
        lost: ["service:14101"],
        planned: { grant: ["service:14101"], revoke: ["canPlaceOrders"] },
      }),
      reported("hostup", "HostUp contact 90210", {
        connection: "second",
        status: "gone",
        lost: ["canViewInvoices", "domain:example.com"],
      }),
      reported("hostup", "HostUp delegated access", {
        kind: "DelegatedAccess",
        status: "drifted",
        held: ["delegate:partner@example.com", "delegate:stranger@example.com"],
        gained: ["delegate:stranger@example.com"],
      }),
      reported("spanel", "SPanel subuser shop/editor", {
        status: "drifted",
        held: ["*", "domain/redirects", "email/*"],
        gained: ["*"],
      }),
      reported("spanel", "SPanel account shop", {
        status: "unobservable",
        error: "SPanel shows no privileges of hosting accounts. Set reassertAfter to write them again.",
      }),
      reported("spanel", "SPanel subuser shop/writer", { held: ["email/*", "file/filemanager"] }),
      reported("spanel", "SPanel subuser shop/mailer", { held: ["email/accounts", "email/forwarders"] }),
      reported("vms", "VMS user guard@example.com", {
        held: ["archives-show", "camera-events-index"],
        corrected: { grant: [], revoke: ["archives-download"] },
      }),
      reported("vms", "VMS user night@example.com", {
        status: "failed",
        error: "Reading VMS user night@example.com failed: 503 after 5 attempts. Try again later.",
      }),
      reported("bakeronline", "BakerOnline user baker@example.com of company 15", {
        held: ["newsletters", "shop:11", "shop:19"],
      }),
      reported("bakeronline", "BakerOnline user owner@example.com of company 15", {
        status: "drifted",
        held: ["newsletters", "permissions", ...shops(1, 60), "shop:75"],
        gained: ["permissions", "shop:75"],
        lost: ["shop:90"],
      }),
    ],
    [
      {
        system: "bakeronline",
        connection: "default",
        scope: "company 15",
        subject: "former@example.com",
        grants: ["newsletters", "shop:11"],
      },
      { system: "hostup", connection: "second", scope: "contacts", subject: "contact 14999", grants: [] },
    ],
  );

const shops = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => `shop:${first + index}`);

/** As many subjects as asked for, over all four systems: one of 47 has drifted, one of 101 was not read. */
export function manySubjects(count: number): Report {
  return reportOf(
    Array.from({ length: count }, (_, index) => {
      const system = systems[index % systems.length] ?? "vms";
      return { ...subjectOf[system](index), ...fateOf(index) };
    }).map(withDrift),
    [{ system: "bakeronline", connection: "default", scope: "company 15", subject: "former@example.com", grants: [] }],
  );
}

const systems: readonly ReportedSystem[] = ["hostup", "spanel", "vms", "bakeronline"];

/** Some of them, differently for each subject, and the same at every run. */
const some = (names: readonly string[], index: number): string[] =>
  names.filter((_, place) => (index * 7 + place * 13 + ((index * place) % 11)) % 5 < 2);

const subjectOf: Readonly<Record<ReportedSystem, (index: number) => ReportedResource>> = {
  hostup: (index) =>
    reported("hostup", `HostUp contact ${14000 + index}`, {
      held: [...some(switches, index), `service:${20000 + index}`, `service:${20001 + index}`],
    }),
  spanel: (index) => reported("spanel", `SPanel subuser shop${index % 40}/user${index}`, { held: some(pages, index) }),
  vms: (index) => reported("vms", `VMS user user${index}@example.com`, { held: some(vmsPermissions, index) }),
  bakeronline: (index) =>
    reported("bakeronline", `BakerOnline user user${index}@example.com of company 15`, {
      held: [...some(rights, index), ...some(shops(1, 200), index).slice(0, 20)],
    }),
};

const fateOf = (index: number): Partial<ReportedResource> =>
  index % 101 === 99
    ? { status: "unobservable", error: "Not read: the list of people could not be read.", held: undefined }
    : index % 47 === 7
      ? { status: "drifted" }
      : {};

function withDrift(resource: ReportedResource): ReportedResource {
  const { status, held = [] } = resource;
  return status === "drifted"
    ? { ...resource, gained: held.slice(0, 1), lost: [lostOf[resource.system] ?? "*"] }
    : resource;
}

const lostOf: Readonly<Record<string, string>> = {
  hostup: "service:19999",
  spanel: "server/lost",
  vms: "lost-permission",
  bakeronline: "shop:999",
};

const switches = [
  "accessAllDomains",
  "accessAllHosting",
  "accessAllVps",
  "canCloseTickets",
  "canOpenTickets",
  "canPlaceOrders",
  "canReceiveInvoices",
  "canReceiveTicketEmails",
  "canViewInvoices",
  "canViewTickets",
];

const pages = [
  ...["accounts", "autoresponders", "filters", "forwarders"].map((page) => `email/${page}`),
  ...["backups", "filemanager", "ftp"].map((page) => `file/${page}`),
  ...["dns", "redirects", "ssl", "subdomains"].map((page) => `domain/${page}`),
  ...["mysql", "phpmyadmin", "users"].map((page) => `database/${page}`),
  ...["cron", "php", "ssh"].map((page) => `tools/${page}`),
];

const vmsPermissions = [
  "analytic-cases-face",
  "analytic-cases-license-plate",
  "archives-download",
  "archives-preview-download",
  "archives-show",
  "camera-events-index",
  "groups-cameras-attach",
  "groups-index",
  "groups-store",
  "layouts-cameras-attach",
  "layouts-index",
  "layouts-store",
  "marks-destroy",
  "marks-index",
  "marks-update",
];

const rights = [
  "checkoutSettings",
  "companyInfo",
  "discounts",
  "emailSettings",
  "holidays",
  "newsletters",
  "permissions",
  "products",
  "shopInfo",
  "timeSettings",
  "translations",
];
