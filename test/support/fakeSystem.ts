import { z } from "zod";
import type { Access, Covers } from "../../provider/access/access.js";
import { grantSet } from "../../provider/access/grants.js";
import type { Properties } from "../../provider/arguments/arguments.js";
import { connectionName, onDelete, setOf, unlisted, word } from "../../provider/arguments/schema.js";
import { timeZone, until } from "../../provider/arguments/until.js";
import type { Change, Client, Enrolled, Observed } from "../../provider/contract/Client.js";
import type { ConfigSource } from "../../provider/contract/Context.js";
import type { PermissionDefinition } from "../../provider/contract/PermissionDefinition.js";
import { defineHandlers, type Handlers } from "../../provider/lifecycle/lifecycle.js";

const names = () => setOf(word("a permission"), "a list of permissions");
const object = z.object({
  connection: connectionName(),
  subject: word("the subject's name"),
  permissions: names().default([]),
  denied: names().default([]),
  note: z.string().optional(),
  restoreTo: names().optional(),
  /** Milliseconds. */
  reassertAfter: z.number().optional(),
  unlisted: unlisted(),
  onDelete: onDelete(),
  until: until(),
  timeZone: timeZone(),
});
export type Arguments = z.output<typeof object>;

/** A system of permissions in memory, with everything that can go wrong in one. */
export class FakeSystem {
  readonly subjects = new Map<string, Set<string>>();
  /** Every call: `connect`, `observe`, `write +a -b`. */
  readonly calls: string[] = [];
  /** Grants that a write neither makes nor takes away, although it succeeds. */
  readonly ignored = new Set<string>();
  /** Narrower grants that show while a wider one is held. */
  readonly implies = new Map<string, readonly string[]>();
  /** Single changes that a write makes before it fails. */
  breaksAfter: number | undefined;
  breaksWith = new Error("the connection broke");
  readable = true;
  /** Grants of an entry that is made for a subject without one; nothing where none can be made. */
  entersWith: readonly string[] | undefined;
  /** Whether somebody else makes such an entry first. */
  isOvertaken = false;
  /** Fails every call; for handlers that must do without any. */
  offLimits = false;
  /** Fails the next reads, in turn. */
  readonly readFailures: (Error | undefined)[] = [];

  constructor(subjects: Readonly<Record<string, readonly string[]>> = {}) {
    for (const [subject, grants] of Object.entries(subjects)) this.subjects.set(subject, new Set(grants));
  }

  grantsOf(subject: string): readonly string[] {
    return grantSet(this.subjects.get(subject) ?? []);
  }

  writes(): readonly string[] {
    return this.calls.filter((call) => call.startsWith("write"));
  }

  connect(config: ConfigSource): Client<Arguments, null> {
    if (this.offLimits) throw new Error("no call to the system is allowed here");
    this.calls.push(`connect ${config("fake:key") ?? ""}`.trim());
    return {
      address: "fake:",
      observe: async ({ subject }) => {
        this.calls.push("observe");
        const failure = this.readFailures.shift();
        if (failure) throw failure;
        const own = this.subjects.get(subject);
        if (own === undefined) return { status: "absent" };
        const possible = ["a", "b", "c"];
        if (!this.readable) return { status: "unobservable", id: subject, why: "it has no read call.", possible };
        return this.#observed(subject, own);
      },
      ...(this.entersWith === undefined
        ? {}
        : { enroll: async ({ subject }) => this.#enroll(subject, this.entersWith ?? []) }),
      write: async ({ subject }, change) => {
        const own = this.subjects.get(subject) ?? new Set<string>();
        this.#write(own, change);
        return undefined;
      },
    };
  }

  #enroll(subject: string, grants: readonly string[]): Enrolled<null> {
    this.calls.push("enroll");
    const own = new Set(grants);
    this.subjects.set(subject, own);
    return { entry: this.#observed(subject, own), isNew: !this.isOvertaken };
  }

  #observed(id: string, own: ReadonlySet<string>): Observed<null> {
    const implied = grantSet([...own].flatMap((grant) => this.implies.get(grant) ?? []));
    const access: Access = { grants: grantSet([...own, ...implied]), implied };
    return { status: "observed", id, access, detail: null };
  }

  #write(own: Set<string>, { plan, target, seen }: Change<null>): void {
    this.calls.push(["write", ...plan.grant.map((g) => `+${g}`), ...plan.revoke.map((g) => `-${g}`)].join(" "));
    const grant = target.filter((name) => !own.has(name));
    const revoke = seen.status === "observed" ? [...own].filter((name) => !target.includes(name)) : plan.revoke;
    const steps = [
      ...grant.map((name) => () => void own.add(name)),
      ...revoke.map((name) => () => void own.delete(name)),
    ].filter((_, index) => !this.ignored.has([...grant, ...revoke][index] ?? ""));
    for (const step of steps.slice(0, this.breaksAfter)) step();
    if (this.breaksAfter !== undefined) throw this.breaksWith;
  }
}

export function fakeDefinition(system: FakeSystem, covers?: Covers): PermissionDefinition<Arguments, null> {
  return {
    kind: "FakePermissions",
    schema: { object, rules: [] },
    identity: ["connection", "subject"],
    subject: ({ subject }) => `fake subject ${subject}`,
    absentCure: "Create it first.",
    desired: ({ permissions, denied, unlisted: mode }) => ({ grants: permissions, denied, unlisted: mode }),
    render: (grants, args) => ({
      permissions: grants,
      denied: args.denied.filter((name) => !grants.includes(name)),
    }),
    ...(covers ? { covers } : {}),
    reassertAfter: ({ reassertAfter }) => reassertAfter,
    restore: ({ restoreTo }, baseline) => restoreTo ?? baseline,
    connect: (_connection, config) => system.connect(config),
  };
}

export interface FakeRun {
  readonly handlers: Handlers;
  readonly notes: string[];
  /** The clock of the handlers; set `now` to move it. */
  readonly clock: { now: number };
  /** As the engine does it: check, then create. */
  create(args: Properties): ReturnType<Handlers["create"]>;
}

export function runFake(system: FakeSystem, covers?: Covers): FakeRun {
  const notes: string[] = [];
  const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
  const handlers = defineHandlers(fakeDefinition(system, covers), {
    config: () => undefined,
    notify: (severity, message) => notes.push(`${severity}: ${message}`),
    now: () => clock.now,
  });
  return { handlers, notes, clock, create: (args) => handlers.create(handlers.check(args).inputs) };
}
