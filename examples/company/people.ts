import type { PersonArgs } from "./Person";
import { bookkeeper, guard, shopManager, webmaster } from "./roles";

// Who works here, and as what. Whoever leaves keeps a line with `roles: []` until the accounts are closed.

export const people: Readonly<Record<string, PersonArgs>> = {
  anna: { roles: [shopManager, bookkeeper], contactId: 14059, login: "test@mail.com", email: "accountant@example.com" },
  bert: { roles: [webmaster], contactId: 14060, subuser: { accountUser: "shop", username: "editor" } },
  carla: { roles: [guard], login: "guard@example.com" },
  // A contractor, by a last day that is far off so that this example stays right: write yours.
  erik: { roles: [{ role: guard, lastDay: "2099-12-31" }], login: "neighbour@mail.com" },
  dirk: { roles: [], email: "baker@example.com" },
};
