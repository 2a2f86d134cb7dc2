import { z } from "zod";
import type { Plan } from "../../access/access.js";
import { type GrantSet, grantSet } from "../../access/grants.js";
import { isSameAddress } from "../../arguments/address.js";
import { word } from "../../arguments/schema.js";
import { SystemRefusedError, UnexpectedAnswerError } from "../../errors.js";

const permissionName = word("the name of a permission");

/** A user as the Admin API shows it. Whether `permissions` is there is not documented, so it may be missing. */
export const userSchema = z.looseObject({
  // It goes into an address.
  id: z.union([z.number(), z.string().regex(/^[\w-]+$/)]),
  login: z.string(),
  deleted_at: z.string().nullish(),
  permissions: z.array(z.union([permissionName, z.looseObject({ name: permissionName })])).nullish(),
});
export type User = z.output<typeof userSchema>;

/** A row of the list, whose every other part concerns that one user. */
export interface Row {
  readonly row: unknown;
}

/** What it takes to count a row, and to know whose it is. */
export const rowSchema = z
  .looseObject({
    id: z.union([z.number(), z.string()]).optional().catch(undefined),
    login: z.union([z.string(), z.number()]).optional().catch(undefined),
    deleted_at: z.string().nullish().catch(undefined),
    permissions: z.array(z.unknown()).optional().catch(undefined),
  })
  .catch({});

/** One page of a Laravel paginator. */
export const pageSchema = z.looseObject({
  data: z.array(z.unknown()),
  meta: z.looseObject({ current_page: z.number(), last_page: z.number(), total: z.number() }),
});

export const tokenSchema = z.looseObject({ access_token: z.string().min(1) });

/** The Admin API wraps single objects in `data` on some pages, and does not on others. */
export const singleUserSchema = z.union([
  z.looseObject({ data: userSchema }).transform(({ data }) => data),
  userSchema,
]);

export function grantsIn({ permissions }: User): GrantSet | undefined {
  if (permissions === undefined || permissions === null) return undefined;
  return grantSet(permissions.map((entry) => (typeof entry === "string" ? entry : entry.name)));
}

export interface Manage {
  readonly login: string;
  readonly permissions_to_attach: readonly string[];
  readonly permissions_to_detach: readonly string[];
}

/** Nothing else may be in it: a password or a status would be set along the way. */
export function manageBody(login: string, { grant, revoke }: Plan): Manage {
  return { login, permissions_to_attach: grant, permissions_to_detach: revoke };
}

const invalidSchema = z.looseObject({
  message: z.string().optional(),
  errors: z.record(z.string(), z.array(z.string())).default({}),
});

/** One complaint of a 422 answer, with the permission's name in place of its index. */
export interface Complaint {
  readonly field: string;
  /** The permission that it is about, where it is about one. */
  readonly name: string | undefined;
  readonly messages: readonly string[];
}

/** What Laravel says is invalid: `permissions_to_detach.3` is the fourth name that was sent. */
export function complaintsIn(operation: string, body: unknown, sent: Manage): readonly Complaint[] {
  const invalid = invalidSchema.safeParse(body);
  if (!invalid.success) throw new UnexpectedAnswerError(operation, "422 without errors by field");
  if (Object.keys(invalid.data.errors).length === 0) {
    throw new SystemRefusedError(operation, invalid.data.message ?? "422 without a reason");
  }
  return Object.entries(invalid.data.errors).map(([key, messages]) => {
    const [, field, index] = /^(permissions_to_attach|permissions_to_detach)\.(\d+)$/.exec(key) ?? [];
    if (field === "permissions_to_attach" || field === "permissions_to_detach") {
      return { field, name: sent[field][Number(index)], messages };
    }
    return { field: key, name: undefined, messages };
  });
}

const managedSchema = z.union([
  z.looseObject({ data: z.looseObject({ login: z.string() }) }).transform(({ data }) => data.login),
  z.looseObject({ login: z.string() }).transform(({ login }) => login),
]);

/**
 * Without an administrator's credentials the answer is the only sign that a write arrived, so it has to be what the vendor
 * documents: the user.
 */
export function requireUser(operation: string, body: unknown, login: string): void {
  const answer = managedSchema.safeParse(body);
  if (!answer.success || !isSameAddress(answer.data, login))
    throw new UnexpectedAnswerError(operation, "not the user that was written");
}
