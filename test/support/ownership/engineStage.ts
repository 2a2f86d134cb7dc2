import type { CustomResourceOptions } from "@pulumi/pulumi";
import {
  ContactPermissions,
  type ContactPermissionsArgs,
} from "../../../provider/systems/hostup/ContactPermissions.js";
import { startWorld } from "../../engine/support.js";
import type { Declared, Engine, Stage } from "./OwnershipWorld.js";
import { type Person, people, personOf } from "./PeopleSystem.js";
import type { Ending, Program, RunOptions, Stored } from "./SimulatedEngine.js";

const flags = { a: "canViewInvoices", b: "canOpenTickets", c: "canPlaceOrders", z: "canViewTickets" } as const;
type Letter = keyof typeof flags;
const letters: readonly Letter[] = ["a", "b", "c", "z"];
const contactOf = (person: Person) => people.indexOf(person) + 1;
const urnOf = (name: string) =>
  `urn:pulumi:dev::pulumi-permissions::pulumi-nodejs:dynamic/hostup:ContactPermissions::${name}`;

interface Exported {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly delete?: boolean;
  readonly pendingReplacement?: boolean;
  readonly protect?: boolean;
}

/** The real engine, with contacts of HostUp and two connections to one server. Nobody kills it: `test/soak/killedAnywhere` does. */
export async function engineStage(): Promise<Stage & { end(): Promise<void> }> {
  const world = await startWorld(({ hostup, env }) => {
    for (const person of people) hostup.account.addContact(contactOf(person), [flags.z]);
    const second = { HOSTUP_SECOND_URL: env.HOSTUP_URL ?? "", HOSTUP_SECOND_API_KEY: env.HOSTUP_API_KEY ?? "" };
    return { env: { ...env, ...second, HOSTUP_RETRIES: "0" } };
  });
  const { stack, sandbox } = world;
  let state: readonly Stored[] = [];

  const look = async () => {
    const { deployment } = await stack.export();
    const resources: readonly Exported[] = deployment.resources ?? [];
    state = resources.filter(({ type }) => type.endsWith(":ContactPermissions")).map(storedOf);
  };
  const end = async (running: Promise<unknown>): Promise<Ending> => {
    const errors = await running.then(
      () => [],
      (error: unknown) => [String(error)],
    );
    await look();
    return { isGreen: errors.length === 0, errors, said: errors };
  };
  const known = (names: readonly string[], program: Program) =>
    names.filter((name) => Object.hasOwn(program, name) || state.some((stored) => stored.name === name)).map(urnOf);

  const engine: Engine = {
    get state() {
      return state;
    },
    async up(program, options) {
      const { refresh, continueOnError, targets, replace } = options;
      stack.program = async () => declareAll(program, options);
      // The SDK loses a program now and then: the reliable way for what is plain.
      if (!continueOnError && targets === undefined && replace.length === 0) return end(stack.up({ refresh }));
      const target = targets && known(targets, program);
      if (target?.length === 0) return { isGreen: false, errors: ["no such target"], said: [] };
      return end(
        stack.stack.up({
          refresh,
          continueOnError,
          showSecrets: false,
          ...(target ? { target } : {}),
          replace: known(replace, program),
        }),
      );
    },
    refresh: () => end(stack.refresh()),
    destroy: ({ refresh }) => end(stack.stack.destroy({ refresh, showSecrets: false })),
    async unprotect() {
      if (state.some(({ isProtected }) => isProtected)) await stack.command("state", "unprotect", "--all", "--yes");
      await look();
    },
  };
  return {
    engine,
    readable: true,
    titlesOf: (person) => [`HostUp contact ${contactOf(person)}`],
    grantsOf: (person) => {
      const live = sandbox.hostup.account.grantsOf(contactOf(person));
      return letters.filter((letter) => live.includes(flags[letter]));
    },
    drift(person, grant, isGiven) {
      const flag = letters.includes(letterOf(grant)) ? flags[letterOf(grant)] : flags.z;
      if (isGiven) sandbox.hostup.account.grant(contactOf(person), flag);
      else sandbox.hostup.account.revoke(contactOf(person), flag);
    },
    async run(mishaps, run) {
      mishaps.forEach((mishap, skip) => {
        if (mishap !== "none") sandbox.faults.add({ kind: "status", status: 403, method: "POST", skip });
      });
      const ending = await run();
      sandbox.faults.clear();
      return ending;
    },
    end: () => world.end(),
  };
}

function letterOf(grant: string): Letter {
  return letters.find((letter) => letter === grant) ?? "z";
}

function declareAll(program: Program, { deletesFirst, protects, failsAfter, chained }: RunOptions): void {
  const made: ContactPermissions[] = [];
  const fail = () => void new ContactPermissions("nobody", { contactId: 99 }, { dependsOn: [...made] });
  for (const [name, declared] of Object.entries(program)) {
    if (made.length === failsAfter) fail();
    const opts: CustomResourceOptions = {
      protect: protects,
      ...(deletesFirst ? { deleteBeforeReplace: true } : {}),
      ...(chained ? { dependsOn: [...made] } : {}),
    };
    made.push(new ContactPermissions(name, argsOf(declared), opts));
  }
  if (failsAfter !== undefined && made.length <= failsAfter) fail();
}

function argsOf(declared: Program[string]): ContactPermissionsArgs {
  const { who, connection, permissions, denied, unlisted, onDelete }: Declared = Object(declared);
  const listed = permissions.map((grant) => [flags[letterOf(grant)], true]);
  const refused = unlisted === "keep" ? denied.map((grant) => [flags[letterOf(grant)], false]) : [];
  const contactId = contactOf(personOf(who) ?? "ada");
  return { contactId, connection, unlisted, onDelete, ...Object.fromEntries([...listed, ...refused]) };
}

function storedOf({ urn, id = "", inputs = {}, outputs = {}, protect = false, ...flagged }: Exported): Stored {
  const record: { declared?: readonly string[] } = Object(outputs.__state);
  const declared = letters.filter((letter) => record.declared?.includes(flags[letter]));
  return {
    name: urn.split("::").at(-1) ?? "",
    id,
    inputs,
    outputs: { ...outputs, who: people[Number(outputs.contactId) - 1], __state: { ...record, declared } },
    isCondemned: flagged.delete ?? false,
    isPendingReplacement: flagged.pendingReplacement ?? false,
    isProtected: protect,
    dependencies: [],
  };
}
