import { z } from "zod";
import type { Properties } from "../arguments/arguments.js";
import { providerKey, resourceKey } from "../arguments/reservedProperties.js";
import { configOfPlugin, skipsCheckpoints } from "../connections/defineSystem.js";
import type { Context } from "../contract/Context.js";
import { CredentialRefusedError, StatusError } from "../http/errors.js";
import { whilePatient } from "../http/Patience.js";
import { LossBrake } from "../lifecycle/LossBrake.js";
import type { Resource } from "../lifecycle/Ownership.js";
import { isDefaultProvider } from "../pulumi/isDefaultProvider.js";
import { providerText } from "../pulumi/providerText.js";
import { RunFolder } from "../pulumi/RunFolder.js";
import { resourceSchema } from "../pulumi/resourceMark.js";
import { GuardedProgram } from "./GuardedProgram.js";
import { type ServedKind, servedKinds, unknownType } from "./kinds.js";
import { Notices } from "./Notices.js";
import { guardSwitch, Settings } from "./Settings.js";

const storedGuard = z.object({
  maxPeople: z.number(),
  maxShare: z.number(),
  removing: z.number().optional(),
  keep: z.array(z.string()),
  subjects: z.array(z.unknown()),
});

/** One run of the engine, as the plugin serves it: one process each. */
export class Run {
  readonly notices = new Notices();
  readonly settings = new Settings();
  readonly program = new GuardedProgram();
  readonly #cancelled = new AbortController();
  readonly #kinds: ReadonlyMap<string, ServedKind>;
  /** The provider that the program made; nothing where it is the engine's default one. */
  #explicit: string | undefined;

  readonly #brake: LossBrake;

  /** @param engine where it listens; nothing where somebody has started the plugin by hand */
  constructor(now: () => number = Date.now, engine?: string) {
    const { source: config } = this.settings;
    const others = engine === undefined ? undefined : new RunFolder(engine);
    this.#brake = new LossBrake(() => config(guardSwitch.asked) === "off", guardSwitch.written, others);
    this.#kinds = servedKinds({
      config,
      now,
      notify: this.notices.notify,
      skipsCheckpoints: skipsCheckpoints(),
      brake: this.#brake,
      others,
    });
  }

  /** @param urn of the provider */
  configure(args: Properties, urn: string | undefined): void {
    const isDefault = urn === undefined || isDefaultProvider(urn.split("::").at(-1) ?? "");
    this.#explicit = isDefault ? undefined : urn;
    this.settings.configure(args, isDefault ? configOfPlugin() : undefined);
  }

  /** The first Ctrl-C, and every end: what waits is given up, what is half written comes to its end. */
  cancel(): void {
    this.#cancelled.abort();
  }

  /** Runs a call about a resource. @param seconds of the resource's customTimeouts; 0 where it has none */
  during<Result>(urn: string, seconds: number, call: () => Result | Promise<Result>): Promise<Result> {
    const { signal } = this.#cancelled;
    const patience = seconds > 0 ? AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]) : signal;
    return this.notices.during(urn, () => whilePatient(patience, call));
  }

  get config(): Context["config"] {
    return this.settings.source;
  }

  /** @throws PermissionError where this plugin does not have it */
  kind(urn: string): ServedKind {
    // The types of parents stand before it.
    const token = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const kind = this.#kinds.get(token);
    if (kind === undefined) throw unknownType(token);
    return kind;
  }

  /**
   * Whether the engine should read a resource before it compares it with the program. The guard too: outside of TypeScript this is how its
   * limits are known before somebody's access is changed.
   */
  get refreshes(): boolean {
    return this.settings.detectsDrift;
  }

  /** Holds the run to the limits that the state has of the guard. */
  keepTo(guard: Properties): void {
    const limits = storedGuard.safeParse(guard);
    if (limits.success) this.#brake.remember({ ...limits.data, people: limits.data.subjects.length });
  }

  /** What outputs have besides: with the provider text they are those of a dynamic resource too, and a program may move there and back. */
  also({ path }: ServedKind): Properties {
    const [system = "", name = ""] = path.split("/");
    return { [providerKey]: providerText({ system, name }) };
  }

  /** The resource that a program registers. What the class for TypeScript tells of it is more than others know. */
  resourceIn(urn: string, news: Properties): Resource {
    const sent = resourceSchema.safeParse(news[resourceKey]).data;
    return { name: urn.split("::").at(-1) ?? "", ...sent, mark: urn };
  }

  /**
   * Says the way out where a read is refused: the engine reads with the credentials that its state has of a provider, before it takes over
   * others from the program.
   */
  explain(error: unknown): void {
    const isRefused = error instanceof CredentialRefusedError || (error instanceof StatusError && error.status === 403);
    if (!isRefused || this.#explicit === undefined) return;
    this.notices.notify(
      "warning",
      `The credentials that the state has of this provider were refused. If the program has others by now, run \`pulumi up --target '${this.#explicit}'\` first, which takes them over, and then \`pulumi up\`.`,
    );
  }
}
