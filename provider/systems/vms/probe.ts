import { type Finding, tried } from "../../connections/probe.js";
import type { VmsApis } from "./VmsApis.js";
import { rowSchema } from "./wire.js";

/** The Billing API has no call that reads: without an administrator's credentials nothing can be tried. */
export async function probe({ admin, adminKeys }: VmsApis): Promise<readonly Finding[]> {
  if (admin === undefined) {
    const words = `nothing was sent: the Billing API only writes. Set ${adminKeys} to see drift`;
    return [{ what: "read permissions", state: "limited", words }];
  }
  return [
    await tried("log in and list users", async () => {
      const rows = [...(await admin.users.all()).values()].filter((row) => row !== "ambiguous");
      const shown = rows.length === 0 || rows.some(({ row }) => rowSchema.parse(row).permissions !== undefined);
      return `users listed, ${shown ? "with" : "without"} their permissions: ${rows.length}`;
    }),
  ];
}
