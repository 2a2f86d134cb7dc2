import * as pulumi from "@pulumi/pulumi";
import { ContactPermissions, ShopUserPermissions, SpanelUserPrivileges, VmsUserPermissions } from "pulumi-permissions";
import { combined, endsOf, grantsIn, isTemporary, type Role, type Temporary } from "./Role";

export interface PersonArgs {
  /** What somebody does here; for a time as `{ role: webmaster, lastDay: "2027-03-31" }`. */
  readonly roles: readonly (Role | Temporary)[];
  /** Number of the HostUp contact. */
  readonly contactId?: number;
  /**
   * The sub-user in SPanel, and the account that it belongs to; `afterwards` is what stays once every role there has ended, because SPanel
   * reads nothing as full root access.
   */
  readonly subuser?: {
    readonly accountUser: string;
    readonly username: string;
    readonly afterwards?: Readonly<Record<string, "all" | readonly string[]>>;
  };
  /** Login of the VMS. */
  readonly login?: string;
  /** Address in BakerOnline. */
  readonly email?: string;
}

const companyId = 15;

/**
 * Somebody who works here: from roles to what that means in every system. Somebody with an account and no role that needs it keeps
 * the account and loses every right there, except in SPanel, where an empty set of privileges would mean full root access.
 */
export class Person extends pulumi.ComponentResource {
  constructor(name: string, args: PersonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("company:index:Person", name, {}, opts);
    const { hostup, spanel, vms, bakeronline } = combined(args.roles.map((one) => (isTemporary(one) ? one.role : one)));
    for (const { lastDay } of args.roles.filter(isTemporary)) {
      pulumi.log.info(`${name}: what a role gives ends on ${lastDay}, unless another role gives it for longer`, this);
    }
    const until = (system: keyof typeof grantsIn) => {
      const ends = endsOf(args.roles, grantsIn[system]);
      return Object.keys(ends).length > 0 ? { until: ends } : {};
    };
    const { contactId, subuser, login, email } = args;
    const inside = { parent: this };
    const required = (what: string, need: unknown, account: unknown) => {
      if (need !== undefined && account === undefined) {
        throw new Error(`${name} has a role that needs ${what}: give it, or take the role away`);
      }
    };
    required("contactId (HostUp)", hostup, contactId);
    required("subuser (SPanel)", spanel, subuser);
    required("login (VMS)", vms, login);
    required("email (BakerOnline)", bakeronline, email);

    if (contactId !== undefined) {
      const rights = Object.fromEntries((hostup?.rights ?? []).map((right) => [right, true]));
      const services = [...(hostup?.services ?? [])];
      new ContactPermissions(name, { contactId, services, ...rights, ...until("hostup") }, inside);
    }
    if (subuser !== undefined && spanel !== undefined) {
      const { afterwards, ...who } = subuser;
      const restoreTo = afterwards && { restoreTo: pagesOf(afterwards) };
      new SpanelUserPrivileges(
        name,
        { kind: "subuser", ...who, permissions: pagesOf(spanel), ...restoreTo, ...until("spanel") },
        inside,
      );
    }
    if (login !== undefined) {
      new VmsUserPermissions(name, { login, permissions: [...(vms ?? [])], ...until("vms") }, inside);
    }
    if (email !== undefined) {
      const permissions = Object.fromEntries((bakeronline?.rights ?? []).map((right) => [right, true]));
      new ShopUserPermissions(
        name,
        { companyId, email, shopIds: [...(bakeronline?.shops ?? [])], permissions, ...until("bakeronline") },
        inside,
      );
    }
    this.registerOutputs();
  }
}

function pagesOf(pages: Readonly<Record<string, "all" | readonly string[]>>): Record<string, "all" | string[]> {
  return Object.fromEntries(
    Object.entries(pages).map(([category, list]) => [category, list === "all" ? list : [...list]]),
  );
}
