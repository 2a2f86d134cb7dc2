import { z } from "zod";
import { guardLimits } from "../../provider/lifecycle/guardLimits.js";
import { isDefaultProvider } from "../../provider/pulumi/isDefaultProvider.js";
import { kindOf, leavesOf, parseOutput } from "../engineOutput.js";
import { nameIn, typeIn } from "../report/nameIn.js";
import { UsageError } from "../UsageError.js";

/** A resource of this package as the stack's state has it. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  /** What its provider text loads, such as `hostup/ContactPermissions`. */
  readonly kind: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Texts that the stack keeps as secrets. */
  readonly secrets: readonly string[];
  /** The components in which the program made it, the nearest first; left out where there are none. */
  readonly owners?: readonly Owner[];
  /** The provider that the program made for it, whose settings the commands do not have; left out where it is the default one. */
  readonly provider?: string;
}

/** A component of the program. */
export interface Owner {
  readonly type: string;
  readonly name: string;
}

/** What a stack's last update left. */
export interface Deployment {
  /** Names of the stack and its project; empty for a stack without resources. */
  readonly stack: string;
  readonly project: string;
  readonly resources: readonly StoredResource[];
  /** The limits of the stack's guard, where it has one. */
  readonly guard?: z.output<typeof guardSchema> | undefined;
  /** Operations that began and did not end: an update is running, or one was killed. */
  readonly pendingOperations: number;
}

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().nullish(),
  parent: z.string().nullish(),
  delete: z.boolean().nullish(),
  pendingReplacement: z.boolean().nullish(),
  external: z.boolean().nullish(),
  provider: z.string().nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});

const command = "pulumi stack export";
const exportSchema = z.looseObject({
  version: z.union([z.literal(3), z.literal(4)]),
  deployment: z
    .looseObject({
      resources: z.array(resourceSchema).nullish(),
      pending_operations: z.array(z.unknown()).nullish(),
    })
    .nullable()
    .transform((deployment) => deployment ?? {}),
});

/**
 * Reads what `pulumi stack export` prints.
 *
 * @throws UsageError
 */
export function parseDeployment(text: string): Deployment {
  const parsed = exportSchema.safeParse(parseOutput(command, text));
  if (!parsed.success) {
    throw new UsageError(
      `This is not what \`pulumi stack export\` prints (version 3 or 4): ${z.prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`,
    );
  }
  const { resources, pending_operations: pending } = parsed.data.deployment;
  const all = resources ?? [];
  const parents = new Map(all.map(({ urn, parent }) => [urn, parent ?? undefined]));
  const own = all
    .filter((resource) => !isOver(resource))
    .flatMap(ownResource)
    .map((resource) => ({ ...resource, owners: ownersOf(resource.urn, parents) }));
  const [head = "", project = ""] = (all[0]?.urn ?? "").split("::");
  const stack = head.replace("urn:pulumi:", "");
  return {
    stack,
    project,
    resources: own.filter(({ kind }) => kind !== guardKind),
    guard: guardIn(own),
    pendingOperations: pending?.length ?? 0,
  };
}

const guardKind = "access/AccessGuard";
const guardSchema = guardLimits.pick({ maxPeople: true, maxShare: true, keep: true });

function guardIn(own: readonly StoredResource[]): Deployment["guard"] {
  const outputs = own.find(({ kind }) => kind === guardKind)?.outputs;
  return outputs === undefined ? undefined : guardSchema.safeParse(outputs).data;
}

const stackType = "pulumi:pulumi:Stack";

function ownersOf(urn: string, parents: ReadonlyMap<string, string | undefined>): Owner[] {
  const owners: Owner[] = [];
  for (let parent = parents.get(urn); parent !== undefined; parent = parents.get(parent)) {
    const type = typeIn(parent);
    // A state that somebody has edited may go round in circles.
    if (type === stackType || owners.length > parents.size) break;
    owners.push({ type, name: nameIn(parent) });
  }
  return owners;
}

/** What is about to be deleted, or has been deleted for a replacement that was not made: to bring it back would let somebody in. */
function isOver({ delete: isDoomed, pendingReplacement }: z.output<typeof resourceSchema>): boolean {
  return isDoomed === true || pendingReplacement === true;
}

/** Resources of other packages are none of ours, and neither are dynamic resources with a text of their own. */
function ownResource(resource: z.output<typeof resourceSchema>): StoredResource[] {
  const { urn, type } = resource;
  const [id, outputs] = [resource.id ?? "", resource.outputs ?? {}];
  const kind = kindOf(outputs.__provider, type);
  // What a program only reads, by `get`, it does not manage.
  if (kind === undefined || resource.external === true) return [];
  const secrets: string[] = [];
  const revealed = Object.entries(outputs).map(([key, value]) => [key, revealedValue(urn, value, secrets)]);
  const provider = ownProvider(resource.provider ?? "");
  const own = provider === undefined ? {} : { provider };
  return [{ urn, type, id, kind, outputs: Object.fromEntries(revealed), secrets, ...own }];
}

/** The name of a provider that the program made; nothing where it is the engine's. */
function ownProvider(reference: string): string | undefined {
  const [, name] = /::pulumi:providers:permissions::(.+)::[^:]*$/.exec(reference) ?? [];
  return name === undefined || isDefaultProvider(name) ? undefined : name;
}

/** Whether some property of a resource that holds permissions is still encrypted. */
export function isEncrypted(text: string): boolean {
  const parsed = exportSchema.safeParse(parseOutput(command, text));
  const resources = (parsed.success && parsed.data.deployment.resources) || [];
  return resources.some(
    ({ type, outputs }) =>
      kindOf(outputs?.__provider, type) !== undefined && JSON.stringify(outputs).includes('"ciphertext"'),
  );
}

/** How Pulumi marks a secret in a state. Source: sdk/go/common/resource/sig of pulumi/pulumi. */
const secretSchema = z.looseObject({
  "4dabf18193072939515e22adb298388d": z.literal("1b47061264138c4ac30d75fd1eb44270"),
  plaintext: z.string().optional(),
});

/** @throws UsageError where a secret is still encrypted */
function revealedValue(urn: string, value: unknown, secrets: string[]): unknown {
  const secret = secretSchema.safeParse(value);
  if (secret.success) {
    if (secret.data.plaintext === undefined) {
      throw new UsageError(
        `${urn} has properties that are encrypted: export the stack with \`pulumi stack export --show-secrets\`, or leave --deployment out.`,
      );
    }
    const revealed = parseOutput(command, secret.data.plaintext);
    secrets.push(...leavesOf(revealed));
    return revealed;
  }
  if (Array.isArray(value)) return value.map((item) => revealedValue(urn, item, secrets));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealedValue(urn, item, secrets)]));
}
