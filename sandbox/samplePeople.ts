import type { Sandbox } from "./index.js";

/** Everybody whom the examples speak of, so that each of them can be run against a fresh sandbox. */
export function addSamplePeople({ hostup, spanel, vms, bakeronline }: Sandbox): void {
  for (const contactId of [14059, 14060]) hostup.account.addContact(contactId, ["canPlaceOrders"]);
  hostup.account.delegate("partner@example.com");
  for (const account of ["spanelio_testuser", "shop"]) {
    spanel.server.addAccount(account).subusers.set("editor", { file: ["filemanager"] });
  }
  for (const login of ["test@mail.com", "neighbour@mail.com", "guard@example.com"]) vms.install.addUser(login);
  bakeronline.bakery.addUser(15, "baker@example.com");
  bakeronline.bakery.addUser(15, "accountant@example.com", ["shop:11", "permissions"]);
}
