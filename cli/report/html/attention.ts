import { counted } from "../words.js";
import { type Markup, markup, name, nothing } from "./markup.js";

/** Somebody, or some who have one cause in common, with what is to be done about it. */
export interface Card {
  readonly who: string;
  /** The system's words for them; empty where they say no more than the name. */
  readonly subject: string;
  readonly system: string;
  readonly status: string;
  /** Whether it stands nowhere else on the page, so that it counts. */
  readonly isOnly?: boolean;
  readonly lines: readonly Markup[];
}

/** Those who need the same. */
export interface CardGroup {
  readonly id: string;
  readonly title: string;
  /** What it means and what mends it for all of them. */
  readonly cure: Markup;
  readonly cards: readonly Card[];
}

/** What needs attention, person by person; nothing where nobody does. */
export function attention(groups: readonly CardGroup[]): Markup {
  const some = groups.filter(({ cards }) => cards.length > 0);
  if (some.length === 0) return nothing;
  return markup`<h2 id="attention">What needs attention</h2>
${some.map(section)}`;
}

function section({ id, title, cure, cards }: CardGroup): Markup {
  return markup`<section class="group">
<h3 id="${id}">${title} <small>${counted(cards.length, "entry", "entries")}</small></h3>
<p class="quiet">${cure}</p>
<ul class="cards">
${cards.map(card)}</ul>
</section>
`;
}

function card({ who, subject, system, status, isOnly = false, lines }: Card): Markup {
  const words = subject === "" || subject === who ? nothing : markup` <small><bdi>${name(subject)}</bdi></small>`;
  const counts = isOnly ? nothing : markup` data-again`;
  return markup`<li data-system="${system}" data-status="${status}"${counts}><b><bdi>${name(who)}</bdi></b>${words}${lines.map((line) => markup`<p>${line}`)}
`;
}

/** A command to copy. */
export const command = (words: string): Markup => markup`<kbd>${name(words)}</kbd>`;

/** One word of a command, whatever stands in it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
