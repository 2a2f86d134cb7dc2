import type { Brake, GuardLimits, OtherProcesses } from "../contract/Context.js";
import { GuardRefusedError } from "../errors.js";

/** Whether so many of all are too many: by their number and by their share. */
export function exceeds(
  count: number,
  all: number,
  { maxPeople, maxShare }: Pick<GuardLimits, "maxPeople" | "maxShare">,
): boolean {
  return count > maxPeople && count / all > maxShare;
}

/**
 * Holds a run to the limits of its program's guard where the guard itself has nothing to say: it is not reached where something fails
 * before it, nor asked for what `--target` leaves out, and it learns of what an update empties too late. So every write that leaves somebody
 * with nothing is counted here, and refused beyond the limits. One process serves one run.
 */
export class LossBrake implements Brake {
  readonly #isOff: () => boolean;
  readonly #switch: string | undefined;
  readonly #others: Pick<OtherProcesses, "took" | "taken"> | undefined;
  readonly #declared = new Set<string>();
  readonly #approved = new Set<string>();
  readonly #lost = new Set<string>();
  #limits: GuardLimits | undefined;
  #isReleased = false;

  /**
   * @param isOff whether somebody has switched it off on purpose
   * @param offSwitch the key of the configuration that does so
   * @param others who else takes access away in this run
   */
  constructor(isOff: () => boolean = () => false, offSwitch?: string, others?: Pick<OtherProcesses, "took" | "taken">) {
    this.#isOff = isOff;
    this.#switch = offSwitch;
    this.#others = others;
  }

  /** What the state has of the program's guard, where the resources are not told of it. */
  remember(limits: GuardLimits): void {
    this.#limits ??= limits;
  }

  declared(subject: string, limits: GuardLimits | undefined): void {
    this.#declared.add(subject);
    this.#limits = limits ?? this.#limits;
  }

  approve(subjects: readonly string[]): void {
    for (const subject of subjects) this.#approved.add(subject);
  }

  release(): void {
    this.#isReleased = true;
  }

  take(subject: string, title: string, stored: GuardLimits | undefined): void {
    if (this.#isReleased || this.#approved.has(subject) || this.#lost.has(subject)) return;
    // A program without a guard has given it up. A run that declares nobody, as of an empty program, goes by what the state remembers.
    const limits = this.#limits ?? (this.#declared.size === 0 ? stored : undefined);
    if (limits === undefined || this.#isOff()) return;
    const { removing, keep } = limits;
    const elsewhere = (this.#others?.taken() ?? []).filter(
      (one) => one !== subject && !this.#approved.has(one) && !this.#lost.has(one),
    );
    const count = new Set(elsewhere).size + this.#lost.size + this.#approved.size + 1;
    const isTooMuch =
      removing === undefined ? exceeds(count, Math.max(limits.people, this.#declared.size), limits) : count > removing;
    if (isTooMuch || keep.some((name) => subject.endsWith(` ${name}`)))
      throw new GuardRefusedError(title, count, this.#switch);
    this.#lost.add(subject);
    this.#others?.took(subject);
  }
}
