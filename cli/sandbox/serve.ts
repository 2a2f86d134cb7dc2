import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { didYouMean } from "../../provider/arguments/suggest.js";
import type { Sandbox } from "../../sandbox/index.js";
import type { Resident } from "../../sandbox/residents.js";
import { listenForWishes, type Reply, sandboxFolder, type Wish } from "./running.js";

export interface ServeOptions {
  readonly port: number;
  readonly shell?: string;
  readonly json?: boolean;
}

/** Serves until the process is stopped. */
export async function serve({ port, shell, json = false }: ServeOptions): Promise<void> {
  // Its servers are most of what there is to load, and the other commands need none of them.
  const [{ startSandbox }, { addSamplePeople }, { residentsOf }] = await Promise.all([
    import("../../sandbox/index.js"),
    import("../../sandbox/samplePeople.js"),
    import("../../sandbox/residents.js"),
  ]);
  const sandbox = await startSandbox({ port });
  addSamplePeople(sandbox);
  const own = join(await sandboxFolder(), `${process.pid}.env`);
  const wishes = await listenForWishes((wish) => fulfil(residentsOf(sandbox), wish));
  const lines = shellLines(sandbox.env);
  for (const file of [own, ...(shell === undefined ? [] : [shell])]) await writeFile(file, lines, { mode: 0o600 });
  process.stdout.write(
    json ? `${JSON.stringify(described(sandbox))}\n` : welcome(sandbox, residentsOf(sandbox), shell ?? own),
  );
  const stop = () => {
    wishes.close();
    void Promise.all([sandbox.close(), rm(own, { force: true })]);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function described({ hostup, spanel, vms, bakeronline, env }: Sandbox): object {
  return {
    hostup: { url: hostup.url, apiKey: hostup.apiKey },
    spanel: { url: spanel.url, token: spanel.token, fingerprint: spanel.fingerprint },
    vms: { url: vms.url, token: vms.token, adminLogin: vms.adminLogin, adminPassword: vms.adminPassword },
    bakeronline: {
      url: bakeronline.url,
      accountsUrl: bakeronline.accountsUrl,
      accessToken: bakeronline.accessToken,
    },
    env,
  };
}

/** What somebody at a terminal needs to know. The credentials stand in the file. */
function welcome({ hostup, spanel, vms, bakeronline }: Sandbox, residents: readonly Resident[], file: string): string {
  const { accountsUrl, accounts } = bakeronline;
  const width = Math.max(...residents.map(({ name }) => name.length));
  const people = residents.map(
    ({ system, name, grants }) => `  ${system.padEnd(12)}${name.padEnd(width + 2)}${grants().join(", ") || "nothing"}`,
  );
  return `The sandbox is ready. It serves until Ctrl-C, and keeps nothing.

  hostup      ${hostup.url}
  spanel      ${spanel.url}
  vms         ${vms.url}
  bakeronline ${bakeronline.url}, and ${accountsUrl} for its tokens

Who lives in it, and what they have:
${people.join("\n")}

Next, in another terminal, in the folder of your program:
  . ${quoted(file)}
  pulumi up

Somebody changes something by hand, and it is found:
  npx pulumi-permissions sandbox grant hostup 14059 canPlaceOrders
  npx pulumi-permissions drift

To try the login: npx pulumi-permissions login bakeronline --client-id ${accounts.clientId} --accounts-url ${accountsUrl}
`;
}

/** For a POSIX shell. The values are addresses and random words, so that nothing in them needs escaping but the quotes themselves. */
function shellLines(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}

function quoted(path: string): string {
  // A dot looks for a bare name on the PATH.
  const file = path.includes("/") ? path : `./${path}`;
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

/** Does what a click in the vendor's interface does. All of it, or nothing where a part cannot be. */
function fulfil(residents: readonly Resident[], { deed, system, name, grants }: Wish): Reply {
  const systems = [...new Set(residents.map((resident) => resident.system))];
  if (!systems.includes(system)) {
    return {
      ok: false,
      text: `There is no system ${system}${didYouMean(system, systems) || "."} There are ${systems.join(", ")}.`,
    };
  }
  const there = residents.filter((resident) => resident.system === system);
  const resident = there.find((one) => one.name === name);
  if (resident === undefined) {
    return { ok: false, text: `Nobody in ${system} is ${name}. There are ${there.map((one) => one.name).join(", ")}.` };
  }
  const strange = grants.find((grant) => !resident.possible.includes(grant));
  if (strange !== undefined) {
    return {
      ok: false,
      text: `${system} has no ${strange}${didYouMean(strange, resident.possible) || "."} There are ${resident.possible.join(", ")}.`,
    };
  }
  for (const grant of grants) resident[deed](grant);
  return { ok: true, text: `${system} ${name} has now: ${resident.grants().join(", ") || "nothing"}` };
}
