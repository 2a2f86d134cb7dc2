import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ContactPermissions } from "../../provider/systems/hostup/ContactPermissions.js";
import type { EngineStack } from "../../scripts/EngineStack.js";
import { removeEmptyNotes } from "../support/killedRuns.js";
import { kill, until } from "../support/killing.js";
import { startWorld } from "./support.js";

jest.setTimeout(180_000);

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
    await until(() => hanging().length >= 2, up);
    await kill("all");
    expect(await up).toBeInstanceOf(Error);
    expect(sandbox.hostup.account.grantsOf(5)).toEqual(["canViewTickets"]);

    await removeEmptyNotes(stack.folder);
    await stack.cancel();
    await stack.up();
    for (const contactId of contacts) expect(sandbox.hostup.account.grantsOf(contactId)).toEqual(["canViewInvoices"]);
    expect(await contactsIn(stack)).toHaveLength(contacts.length);
    expect((await stack.up()).changes).toEqual({ same: contacts.length + 1 });
  } finally {
    await world.end();
  }
});

/** Names of the contacts' resources in the state. */
async function contactsIn(stack: EngineStack): Promise<readonly string[]> {
  const { deployment } = await stack.export();
  const resources: { urn: string; type: string }[] = deployment.resources ?? [];
  return resources
    .filter(({ type }) => type.endsWith(":ContactPermissions"))
    .map(({ urn }) => urn.split("::").at(-1) ?? "");
}

test.each(["SIGINT", "a contact that does not exist"])(
  "without checkpoints, an up that is ended by %s still writes the state of all that it has done",
  async (what) => {
    const isInterrupted = what === "SIGINT";
    const world = await startWorld(({ env, hostup }) => {
      for (const contactId of isInterrupted ? [1, 2, 3] : [1, 2]) hostup.account.addContact(contactId);
      return { env: { ...env, PULUMI_SKIP_CHECKPOINTS: "1", HOSTUP_TIMEOUT: "3" } };
    });
    try {
      const { sandbox, stack } = world;
      const { account } = sandbox.hostup;
      // One after the other: the third one is reached only if nothing ends the run.
      const ids = [1, 2, 3];
      stack.program = async () => {
        let dependsOn: ContactPermissions[] = [];
        for (const contactId of ids) {
          dependsOn = [
            new ContactPermissions(`contact-${contactId}`, { contactId, canViewInvoices: true }, { dependsOn }),
          ];
        }
      };
      // The second one's write is answered only when it is repeated, so that the signal finds it under way.
      if (isInterrupted) sandbox.faults.add({ kind: "hang", method: "POST", path: "/contacts/2/" });
      const up = stack.up().catch((error: unknown) => error);
      if (isInterrupted) {
        await until(() => sandbox.faults.areSpent, up);
        await kill("engine", "SIGINT");
      }
      expect(await up).toBeInstanceOf(Error);
      expect(await contactsIn(stack)).toEqual(["contact-1", "contact-2"]);
      for (const contactId of [1, 2]) expect(account.grantsOf(contactId)).toEqual(["canViewInvoices"]);
      expect(sandbox.log.requests.filter(({ method, path }) => method === "POST" && path.includes("/3/"))).toEqual([]);

      if (!isInterrupted) ids.pop();
      await stack.up();
      expect((await stack.up()).changes).toEqual({ same: ids.length + 1 });
    } finally {
      await world.end();
    }
  },
);

test("a kill that left an empty note beside the state is repaired by deleting the note, as docs/scale.md says", async () => {
  const world = await startWorld(({ hostup }) => {
    hostup.account.addContact(1, ["canViewTickets"]);
    return {};
  });
  try {
    const { stack } = world;
    stack.program = async () => void new ContactPermissions("one", { contactId: 1, canViewInvoices: true });
    await stack.up();
    await writeFile(join(stack.folder, "state", ".pulumi", "stacks", "pulumi-permissions", "dev.json.attrs"), "");
    await expect(stack.cancel()).rejects.toThrow("failed to load checkpoint: EOF");
    await removeEmptyNotes(stack.folder);
    await stack.cancel();
    expect((await stack.up()).changes).toEqual({ same: 2 });
  } finally {
    await world.end();
  }
});
