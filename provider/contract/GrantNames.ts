import type { Grant } from "../access/grants.js";

/** The names that grants have, for whoever asks who holds one. */
export interface GrantNames {
  /** Those that are known, to suggest one for a mistyped name. */
  readonly known: readonly Grant[];
  /** Whether a text can be a grant of this kind, and of no other system. */
  readonly isName: (text: string) => boolean;
}

/** Whom a grant names. */
export interface Holder {
  readonly who: string;
  /** What the grant lets them do; nothing where it only says that they may act at all. */
  readonly permission: Grant | undefined;
}
