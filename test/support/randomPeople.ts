import type { Sandbox } from "../../sandbox/index.js";
import type { SeededRandom } from "./seededRandom.js";

/** What people are called who want to be code, to be somebody else, or only have a name. */
export const hostileNames = [
  'x"); process.exit(1); //',
  "x'); throw 1; /*",
  "$" + "{process.exit(1)}",
  "`id`",
  "*/ process.exit(1); /*",
  "a\\",
  "line\nbreak",
  "line\u2028separator",
  "right\u202eto left",
  "zero\u200bwidth",
  "__proto__",
  "constructor",
  "a::b",
  "a/b",
  "#",
  "..",
  "-",
  "jürgen",
  "ju\u0308rgen",
  "имя",
  "名前",
  "اسم",
  "नाम",
  "😀",
  "with space",
  "x".repeat(150),
  "100",
  "true",
  "null",
] as const;

/** So many people more, of every kind in turn; many of them are hostile, and some are in several systems. */
export function addRandomPeople(
  sandbox: Sandbox,
  random: SeededRandom,
  count: number,
): { readonly contacts: string[] } {
  const { hostup, spanel, vms, bakeronline } = sandbox;
  const contacts: string[] = [];
  const pagesOf = (catalogue: Record<string, string[]>) => {
    if (random.chance(0.1)) return "all" as const;
    const names = Object.keys(catalogue);
    const chosen = random.some([names[0] ?? "", ...names.slice(1)], true);
    return Object.fromEntries(
      chosen.map((category) => {
        const [first = "", ...rest] = catalogue[category] ?? [];
        return [category, random.chance(0.3) ? ("all" as const) : random.some([first, ...rest], true)];
      }),
    );
  };
  const flags = [
    "canViewInvoices",
    "canOpenTickets",
    "accessAllVps",
    "service:14101",
    "domain:21266",
    "dnsZone:31001",
  ] as const;
  const rights = ["newsletters", "email_settings", "permissions", "products", "not_documented"] as const;
  for (let index = 0; index < count; index++) {
    const name = random.chance(0.5) ? random.pick(hostileNames) : `person${index}`;
    const address = random.chance(0.3) ? `Shared${index % 7}@example.com` : `${name}${index}@example.com`;
    switch (index % 6) {
      case 0: {
        hostup.account.addContact(20_000 + index, random.some(flags));
        contacts.push(String(20_000 + index));
        break;
      }
      case 1:
        hostup.account.delegate(address, {}, random.some(flags));
        break;
      case 2: {
        const account =
          spanel.server.accounts.get(`account${index % 5}`) ?? spanel.server.addAccount(`account${index % 5}`);
        account.subusers.set(
          random.chance(0.8) ? name : `${name}${index}`,
          random.chance(0.05) ? {} : pagesOf(spanel.server.catalogue),
        );
        break;
      }
      case 3:
        spanel.server.admins.set(`${name}${index}`, pagesOf(spanel.server.adminCatalogue));
        break;
      case 4: {
        const login = random.chance(0.5) ? address : `${name}${index}`;
        if (!vms.install.users.has(login)) vms.install.addUser(login, random.some(["ptz", "marks-index", "own-name"]));
        break;
      }
      default:
        bakeronline.bakery.addUser(random.pick([15, 16]), address, random.some(["shop:11", ...rights]));
    }
  }
  return { contacts };
}
