import { type Finding, tried } from "../../connections/probe.js";
import type { VmsApis } from "./VmsApis.js";
import { grantsIn } from "./wire.js";

/** The Billing API has no call that reads: without an administrator's credentials nothing can be tried. */
export async function probe({ admin, adminKeys }: VmsApis): Promise<readonly Finding[]> {
  if (admin === undefined) {
    const words = `nothing was sent: the Billing API only writes. Set ${adminKeys} to see drift`;
    return [{ what: "read permissions", state: "limited", words }];
  }
  return [
    await tried("log in and list users", async () => {
      const [first, ...others] = [...(await admin.users.all()).values()].filter((user) => user !== "ambiguous");
      const shown = first === undefined || grantsIn(first) !== undefined ? "with" : "without";
      return `users listed, ${shown} their permissions: ${first === undefined ? 0 : others.length + 1}`;
    }),
  ];
}
