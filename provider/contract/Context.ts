/** Looks up one key of the stack configuration, such as `hostup:apiKey`; structured values come as JSON. */
export type ConfigSource = (key: string) => string | undefined;

/**
 * Tells the user something that is no error. `check` says what a new resource will have; `diff` what an update grants and revokes;
 * `read` what drifted, what is gone, and what was not read and why; `create` and `update` what was written but not verified; `delete`
 * what was left as it is. Pulumi calls `create` and `update` never in a preview, so what a preview should say, `check` or `diff` says.
 */
export type Notify = (severity: "info" | "warning", message: string) => void;

/** What the handlers need from whoever calls them. */
export interface Context {
  readonly config: ConfigSource;
  readonly notify: Notify;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the engine writes the state only at its end, so that a run which is killed leaves no trace of what it made. */
  readonly skipsCheckpoints?: boolean;
}
