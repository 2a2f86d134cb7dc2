/** Looks up one key of the stack configuration, such as `hostup:apiKey`; structured values come as JSON. */
export interface ConfigSource {
  (key: string): string | undefined;
  /** Under which namespace people write the key, as `permissions:hostup.apiKey`, where it is not the system's own. */
  readonly namespace?: string;
  /** Whether all settings of a system are there, so that the environment must not add any: it may speak of another account. */
  readonly isWhole?: (system: string) => boolean;
  /** Counts how often it was configured anew: a plugin that somebody started by hand serves one run after the other. */
  readonly revision?: () => number;
}

/**
 * Tells the user something that is no error. `check` says what a new resource will have; `diff` what an update grants and revokes;
 * `read` what drifted, what is gone, and what was not read and why; `create` and `update` what was written but not verified; `delete`
 * what was left as it is. Pulumi calls `create` and `update` never in a preview, so what a preview should say, `check` or `diff` says.
 */
export type Notify = (severity: "info" | "warning", message: string) => void;

/** What a program's guard lets a run take away, as each of its resources is told. */
export interface GuardLimits {
  readonly maxPeople: number;
  readonly maxShare: number;
  readonly removing?: number | undefined;
  readonly keep: readonly string[];
  /** How many resources the program has. */
  readonly people: number;
}

/** Counts in a run who loses everything. A subject is named by its connection and what messages call it. */
export interface Brake {
  /** The program of this run has the subject, under a guard or not. */
  declared(subject: string, limits: GuardLimits | undefined): void;
  /** The guard has judged that these may go. */
  approve(subjects: readonly string[]): void;
  /** The guard itself was taken away, on purpose. */
  release(): void;
  /**
   * Everything is about to be taken from somebody.
   *
   * @param stored the limits that the subject's state remembers
   * @throws GuardRefusedError
   */
  take(subject: string, title: string, stored: GuardLimits | undefined): void;
}

/**
 * What other provider processes of the same run know: each shell is one, and each provider that a program makes of its own. A subject is named
 * by its kind, where it lives, and its identity there.
 */
export interface OtherProcesses {
  /** Notes that the program speaks for a subject through this process, and that access is as it asks. */
  speaksFor(subject: string): void;
  /** Whether it does so through another one. */
  isSpokenFor(subject: string): boolean;
  /** Notes that everything was taken from somebody. */
  took(person: string): void;
  /** From whom other processes have taken everything. */
  taken(): readonly string[];
}

/** What the handlers need from whoever calls them. */
export interface Context {
  readonly config: ConfigSource;
  readonly notify: Notify;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the engine writes the state only at its end, so that a run which is killed leaves no trace of what it made. */
  readonly skipsCheckpoints?: boolean;
  readonly brake?: Brake;
  readonly others?: OtherProcesses | undefined;
  /** Called before everything is taken from the one subject that a call is about; throws where the brake says no. */
  readonly beforeTakingAll?: () => void;
}
