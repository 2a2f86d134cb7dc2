import { type Markup, markup, nothing } from "./markup.js";

export interface Count {
  readonly count: number;
  readonly words: string;
  /** Its colour; the words say the same. */
  readonly tone: Tone;
  /** Where on the page they stand. */
  readonly target: string;
}
export type Tone = "bad" | "lost" | "warn" | "good" | "plain";

/** How many there are of each sort, as links to them; of what there is none, nothing is said. */
export function countBoxes(counts: readonly Count[]): Markup {
  const some = counts.filter(({ count }) => count > 0);
  if (some.length === 0) return nothing;
  return markup`<ul class="counts" aria-label="Counts">
${some.map(
  ({ count, words, tone, target }) =>
    markup`<li><a class="${tone}" href="#${target}"><b>${count.toLocaleString("en-US")}</b> ${words}</a>
`,
)}</ul>
`;
}
