/** Looks up one key of the stack configuration, such as `hostup:apiKey`; structured values come as JSON. */
export type ConfigSource = (key: string) => string | undefined;

/** Tells the user something that is no error. */
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
