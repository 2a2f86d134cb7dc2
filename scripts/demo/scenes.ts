import type { Sandbox } from "../../sandbox/index.js";
import type { Scene } from "./Scene.js";

const anna: Scene = {
  subject: "HostUp contact 14059",
  declared: ["canOpenTickets", "canViewInvoices", "service:14101"],
  setUp: ({ hostup }) => {
    hostup.account.addContact(14059, ["canViewInvoices", "canPlaceOrders"]);
  },
  live: ({ hostup }) => hostup.account.grantsOf(14059),
  left: [],
  meddle: {
    words: "in the HostUp dashboard somebody lets Anna place orders and takes her server away",
    make: ({ hostup }) => {
      hostup.account.grant(14059, "canPlaceOrders");
      hostup.account.revoke(14059, "service:14101");
    },
    gained: ["canPlaceOrders"],
    lost: ["service:14101"],
  },
};

const editor: Scene = {
  subject: "SPanel subuser shop/editor",
  declared: ["domain/redirects", "email/*"],
  setUp: ({ spanel }) => {
    spanel.server.addAccount("shop").subusers.set("editor", { file: ["filemanager"] });
  },
  live: ({ spanel }) => spanel.server.grantsOf(spanel.server.accounts.get("shop")?.subusers.get("editor")),
  left: ["file/filemanager"],
  meddle: {
    words: "in SPanel somebody gives the shop's editor full root access",
    make: ({ spanel }) => {
      spanel.server.accounts.get("shop")?.subusers.set("editor", "all");
    },
    gained: ["*"],
    lost: [],
  },
};

const guard: Scene = {
  subject: "VMS user guard@example.com",
  declared: ["archives-show", "camera-events-index"],
  setUp: ({ vms }) => {
    vms.install.addUser("guard@example.com");
  },
  live: ({ vms }) => vms.install.grantsOf("guard@example.com"),
  left: [],
  ends: { grant: "camera-events-index", lastDay: "2099-12-31" },
  meddle: {
    words: "an administrator of the VMS lets the guard download recordings",
    make: ({ vms }) => {
      vms.install.users.get("guard@example.com")?.permissions.add("archives-download");
    },
    gained: ["archives-download"],
    lost: [],
  },
};

const baker: Scene = {
  subject: "BakerOnline user baker@example.com of company 15",
  declared: ["newsletters", "shop:11", "shop:19"],
  setUp: ({ bakeronline }) => {
    bakeronline.bakery.addUser(15, "baker@example.com", ["shop:11"]);
  },
  live: ({ bakeronline }) => bakeronline.bakery.grantsOf(bakeronline.bakery.entry(15, "baker@example.com")),
  left: [],
  meddle: {
    words: "in BakerOnline somebody lets the baker decide who may do what",
    make: ({ bakeronline }) => {
      const entry = bakeronline.bakery.entry(15, "baker@example.com");
      if (entry) bakeronline.bakery.grant(entry, "permissions");
    },
    gained: ["permissions"],
    lost: [],
  },
};

/** Everybody in examples/quickstart whose access is managed. */
export const scenes: readonly Scene[] = [anna, editor, guard, baker];

/** Who may act on the account is only watched. */
export const watched = {
  subject: "HostUp delegated access",
  declared: ["delegate:partner@example.com"],
  setUp: ({ hostup }: Sandbox) => {
    hostup.account.delegate("partner@example.com", { label: "Partner" });
  },
  meddle: {
    words: "somebody is invited to act on the HostUp account",
    make: ({ hostup }: Sandbox) => {
      hostup.account.delegate("stranger@example.com", { status: "pending" });
    },
  },
  gained: "delegate:stranger@example.com",
  revoke: ({ hostup }: Sandbox) => {
    hostup.account.delegates.pop();
  },
};
