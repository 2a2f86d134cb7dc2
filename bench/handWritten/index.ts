import type * as pulumi from "@pulumi/pulumi";
import { HandWrittenContact } from "./contact.js";
import { HandWrittenShopUser } from "./shopUser.js";
import { HandWrittenSubuser } from "./subuser.js";
import { HandWrittenVmsUser } from "./vmsUser.js";

const classes: Readonly<Record<string, new (name: string, args: object) => pulumi.CustomResource>> = {
  hostup: HandWrittenContact,
  spanel: HandWrittenSubuser,
  vms: HandWrittenVmsUser,
  bakeronline: HandWrittenShopUser,
};

/**
 * Dynamic providers as Pulumi's own pages show them: a class with `fetch` in its methods and a new provider for each resource. They
 * make the same calls, without retries, limits, verified writes of what they did not plan, or shared lists.
 */
export function handWritten(system: string, name: string, args: object): pulumi.CustomResource {
  const Resource = classes[system];
  if (Resource === undefined) throw new Error(`no hand-written provider for ${system}`);
  return new Resource(name, args);
}
