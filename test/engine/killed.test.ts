import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import { startWorld } from "./support.js";

jest.setTimeout(180_000);

const run = promisify(execFile);

/** Process ids of everything that this process has started, children's children included. */
async function descendants(): Promise<number[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid="]);
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set([process.pid]);
  for (let grew = true; grew; ) {
    const more = pairs.filter(([pid = 0, parent = 0]) => found.has(parent) && !found.has(pid));
    for (const [pid = 0] of more) found.add(pid);
    grew = more.length > 0;
  }
  found.delete(process.pid);
  return [...found];
}

test("an up that was killed in the middle is repaired by running up again", async () => {
  const contacts = [1, 2, 3, 4, 5, 6];
  const world = await startWorld(({ hostup }) => {
    for (const contactId of contacts) hostup.account.addContact(contactId, ["canViewTickets"]);
    return {};
  });
  try {
    const { sandbox, stack } = world;
    stack.program = async () => {
      for (const contactId of contacts)
        new ContactPermissions(`contact-${contactId}`, { contactId, canViewInvoices: true });
    };
    // One write takes effect and is never answered, another never arrives: there the engine stands when it is killed.
    sandbox.faults.add({ kind: "hang", method: "POST", path: "/contacts/3/", afterEffect: true });
    sandbox.faults.add({ kind: "hang", method: "POST", path: "/contacts/5/" });
    const up = stack.up().catch((error: unknown) => error);
    const hanging = () => sandbox.log.requests.filter(({ method, path }) => method === "POST" && /\/[35]\//.test(path));
    while (hanging().length < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const pid of await descendants()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was a child that ended with its parent, or the `ps` itself.
      }
    }
    expect(await up).toBeInstanceOf(Error);
    expect(sandbox.hostup.account.grantsOf(5)).toEqual(["canViewTickets"]);

    await stack.cancel();
    await stack.up();
    for (const contactId of contacts) expect(sandbox.hostup.account.grantsOf(contactId)).toEqual(["canViewInvoices"]);
    const { deployment } = await stack.export();
    const resources: { type: string }[] = deployment.resources ?? [];
    expect(resources.filter(({ type }) => type.endsWith(":ContactPermissions"))).toHaveLength(contacts.length);
    expect((await stack.up()).changes).toEqual({ same: contacts.length + 1 });
  } finally {
    await world.end();
  }
});
