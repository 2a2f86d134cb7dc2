import type { Context } from "../../provider/contract/Context.js";

/** What handlers need, with the settings of a sandbox in place of a stack's configuration. */
export function contextFor(
  env: Readonly<Record<string, string>>,
  now: () => number = Date.now,
): Context & { readonly notices: string[] } {
  const notices: string[] = [];
  return {
    config: (key) => env[variableOf(key)],
    now,
    notify: (_severity, message) => notices.push(message),
    notices,
  };
}

/** `hostup:apiKey` → `HOSTUP_API_KEY`. */
function variableOf(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(":", "_")
    .toUpperCase();
}
