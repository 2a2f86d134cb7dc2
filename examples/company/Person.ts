import * as pulumi from "@pulumi/pulumi";
import { ContactPermissions, ShopUserPermissions, SpanelUserPrivileges, VmsUserPermissions } from "pulumi-permissions";
import { combined, type Role } from "./Role";

export interface PersonArgs {
  readonly roles: readonly Role[];
  /** Number of the HostUp contact. */
  readonly contactId?: number;
  /** The sub-user in SPanel, and the account that it belongs to. */
  readonly subuser?: { readonly accountUser: string; readonly username: string };
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
    const { hostup, spanel, vms, bakeronline } = combined(args.roles);
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
      new ContactPermissions(name, { contactId, services: [...(hostup?.services ?? [])], ...rights }, inside);
    }
    if (subuser !== undefined && spanel !== undefined) {
      const permissions = Object.fromEntries(
        Object.entries(spanel).map(([category, pages]) => [category, pages === "all" ? pages : [...pages]]),
      );
      new SpanelUserPrivileges(name, { kind: "subuser", ...subuser, permissions }, inside);
    }
    if (login !== undefined) {
      new VmsUserPermissions(name, { login, permissions: [...(vms ?? [])] }, inside);
    }
    if (email !== undefined) {
      const permissions = Object.fromEntries((bakeronline?.rights ?? []).map((right) => [right, true]));
      new ShopUserPermissions(
        name,
        { companyId, email, shopIds: [...(bakeronline?.shops ?? [])], permissions },
        inside,
      );
    }
    this.registerOutputs();
  }
}
