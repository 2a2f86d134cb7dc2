import { parseDeployment } from "../../cli/drift/deployment.js";
import type { Properties } from "../../provider/arguments/arguments.js";
import { PartlyAppliedError } from "../../provider/errors.js";
import { LossBrake } from "../../provider/lifecycle/LossBrake.js";
import { defineHandlers, type Handlers } from "../../provider/lifecycle/lifecycle.js";
import { requireReachable } from "../../provider/pulumi/requireReachable.js";
import { definition as bakeronline } from "../../provider/systems/bakeronline/definition.js";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { definition as hostup } from "../../provider/systems/hostup/definition.js";
import { definition as delegatedAccess } from "../../provider/systems/hostup/delegatedAccess/definition.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { definition as spanel } from "../../provider/systems/spanel/definition.js";
import { type Fault, type Sandbox, startSandbox } from "../../sandbox/index.js";
import { addSamplePeople } from "../../sandbox/samplePeople.js";
import { contextFor } from "../support/contextFor.js";
import { failureOf } from "../support/failureOf.js";

type Settings = Readonly<Record<string, string | undefined>>;

/** What people see when an error of each class is raised: by the resources themselves, against the sandbox. */
export const provocations: Readonly<Record<string, (sandbox: Sandbox) => Promise<unknown>>> = {
  ArgumentsError: (sandbox) => hostupHandlers(sandbox).create({ contactId: -1, services: ["14101"] }),
  ConfigurationError: (sandbox) => createContact(sandbox, { HOSTUP_API_KEY: undefined }),
  SubjectNotFoundError: (sandbox) => create(hostupHandlers(sandbox), { contactId: 14061 }),
  SystemRefusedError: (sandbox) =>
    createContact(sandbox, {}, { kind: "status", status: 200, body: { success: false, message: "Contact is locked" } }),
  UnexpectedAnswerError: (sandbox) => createContact(sandbox, {}, { kind: "status", status: 404, body: {} }),
  NotConvergedError: (sandbox) => createWithoutEffect(sandbox),
  PartlyAppliedError: (sandbox) => createWithoutEffect(sandbox),
  StateError: async (sandbox) => {
    const { outputs } = await createContact(sandbox);
    return hostupHandlers(sandbox).read({ ...outputs, __state: { ...Object(outputs.__state), version: 2 } });
  },
  UnsafeChangeError: async (sandbox) => {
    sandbox.spanel.server.addAccount("shop").subusers.set("editor", "all");
    const handlers = defineHandlers(spanel, contextFor(sandbox.env));
    const args = { kind: "subuser", accountUser: "shop", username: "editor", permissions: { email: "all" } };
    const { outputs } = await create(handlers, { ...args, onDelete: "restore" });
    return handlers.delete(outputs);
  },
  AmbiguousSubjectError: (sandbox) => {
    sandbox.bakeronline.bakery.addUser(15, "baker@example.com");
    return create(bakerHandlers(sandbox), { companyId: 15, email: "baker@example.com", shopIds: [11] });
  },
  DuplicateSubjectError: async (sandbox) => {
    const handlers = bakerHandlers(sandbox);
    const { id } = await create(handlers, { companyId: 15, email: "baker@example.com", shopIds: [11] });
    return create(handlers, { companyId: 15, userPermissionId: Number(id.split("/")[1]), shopIds: [11] });
  },
  HandOverError: async (sandbox) => {
    const args = { contactId: 14059, canViewInvoices: true, onDelete: "restore" };
    const { id, outputs } = await create(hostupHandlers(sandbox), args);
    const nextRun = hostupHandlers(sandbox);
    const { inputs } = nextRun.check(args, {}, { name: "anna", mark: "anna" });
    await nextRun.create(inputs);
    return nextRun.delete(outputs, id);
  },
  UnexpectedAccessError: (sandbox) => {
    const handlers = defineHandlers(delegatedAccess, contextFor(sandbox.env));
    return create(handlers, { allowed: [] });
  },
  UsedUpTokenError: (sandbox) => {
    const { clientId, deviceId } = sandbox.bakeronline.accounts;
    const handlers = bakerHandlers(sandbox, {
      BAKERONLINE_ACCESS_TOKEN: undefined,
      BAKERONLINE_REFRESH_TOKEN: "an-old-one",
      BAKERONLINE_CLIENT_ID: clientId,
      BAKERONLINE_DEVICE_ID: deviceId,
    });
    return create(handlers, { companyId: 15, email: "baker@example.com", shopIds: [11] });
  },
  GuardRefusedError: async () => {
    const limits = { maxPeople: 0, maxShare: 0, keep: [], people: 8 };
    new LossBrake().take("default HostUp contact 14059", "anna (HostUp contact 14059)", limits);
  },
  StatusError: (sandbox) => createContact(sandbox, {}, { kind: "status", status: 403, body: { message: "Forbidden" } }),
  CredentialRefusedError: (sandbox) => createContact(sandbox, { HOSTUP_API_KEY: "wrong" }),
  TimeLimitError: (sandbox) => createContact(sandbox, { HOSTUP_TIMEOUT: "1" }, { kind: "hang" }),
  UnreachableError: async (sandbox) => {
    await sandbox.close();
    return createContact(sandbox);
  },
  BodyError: (sandbox) => createContact(sandbox, {}, { kind: "html" }),
  CertificateError: (sandbox) => createEditor(sandbox, { SPANEL_FINGERPRINT: undefined }),
  FingerprintMismatchError: (sandbox) => createEditor(sandbox, { SPANEL_FINGERPRINT: "00".repeat(32) }),
  RedirectRefusedError: (sandbox) =>
    createContact(
      sandbox,
      {},
      {
        kind: "rewrite",
        rewrite: (answer) => ({ ...answer, status: 301, headers: { location: "https://hostup.example/api" } }),
      },
    ),
  AddressRefusedError: (sandbox) => createContact(sandbox, { HOSTUP_URL: "http://cloud.hostup.se/api" }),
  ImportError: async (sandbox) =>
    resourceKinds.get("spanel/SpanelUserPrivileges")?.importer?.(contextFor(sandbox.env))("account/shop", "shop"),
  ImportRefusedError: async () => new ContactPermissions("anna", { contactId: 14059 }, { import: "14059" }),
  PackageNotReachableError: async () =>
    requireReachable("pulumi-permissions/hostup/ContactPermissions", "/srv/access/infra", [
      "node",
      "/srv/@pulumi/pulumi/cmd/run/index.js",
    ]),
  UsageError: async () => parseDeployment("<html>"),
};

/** The names under which errors reach people that are raised as something else first, or in something else. */
export const reachPeopleAs: Readonly<Record<string, string>> = {
  PartlyAppliedError: "NotConvergedError",
  FingerprintMismatchError: "CertificateError",
  AddressRefusedError: "ConfigurationError",
};

export interface Shown {
  readonly name: string;
  readonly message: string;
}

/** The message of an error, with the vendors' addresses in place of the sandbox's. */
export async function shownBy(provoke: (sandbox: Sandbox) => Promise<unknown>): Promise<Shown> {
  const sandbox = await startSandbox();
  addSamplePeople(sandbox);
  const { hostup: hostupApi, spanel: spanelApi, bakeronline: bakerApi } = sandbox;
  try {
    const raised = await failureOf(provoke(sandbox));
    const { name, message } = raised instanceof PartlyAppliedError ? raised.reason : raised;
    return {
      name,
      message: message
        .replaceAll(/ECONNREFUSED 127\.0\.0\.1:\d+/g, "ECONNREFUSED 192.0.2.7:443")
        .replaceAll(new URL(hostupApi.url).host, "cloud.hostup.se")
        .replaceAll(new URL(spanelApi.url).host, "server.example.com")
        .replaceAll(new URL(bakerApi.accountsUrl).host, "accounts.bakeronline.be")
        .replaceAll(spanelApi.fingerprint, "5E:0D:…:A1")
        .replaceAll("within 1 s for the whole call", "within 180 s for the whole call (after 6 attempts)"),
    };
  } finally {
    await sandbox.close().catch(() => undefined);
  }
}

function create(handlers: Handlers, args: Properties): ReturnType<Handlers["create"]> {
  return handlers.create(handlers.check(args).inputs);
}

function hostupHandlers(sandbox: Sandbox, settings: Settings = {}): Handlers {
  return defineHandlers(hostup, contextFor(envWith(sandbox, { HOSTUP_RETRIES: "0", ...settings })));
}

function bakerHandlers(sandbox: Sandbox, settings: Settings = {}): Handlers {
  return defineHandlers(bakeronline, contextFor(envWith(sandbox, { BAKERONLINE_RETRIES: "0", ...settings })));
}

async function createContact(sandbox: Sandbox, settings: Settings = {}, fault?: Fault) {
  if (fault) sandbox.faults.add({ system: "hostup", ...fault });
  return create(hostupHandlers(sandbox, settings), { contactId: 14059, canViewInvoices: true });
}

/** HostUp says yes to the write, and does nothing. */
async function createWithoutEffect(sandbox: Sandbox) {
  return createContact(sandbox, {}, { kind: "status", status: 200, body: { success: true }, reads: false });
}

async function createEditor(sandbox: Sandbox, settings: Settings) {
  const handlers = defineHandlers(spanel, contextFor(envWith(sandbox, { SPANEL_RETRIES: "0", ...settings })));
  const args = { kind: "subuser", accountUser: "shop", username: "editor", permissions: { email: "all" } };
  return create(handlers, args);
}

function envWith(sandbox: Sandbox, settings: Settings): Readonly<Record<string, string>> {
  const entries = Object.entries({ ...sandbox.env, ...settings });
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
