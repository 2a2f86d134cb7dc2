import { compareNames } from "../compareNames.js";
import { systemTitle } from "../words.js";
import { type Markup, markup, nameAsText } from "./markup.js";

export interface Choice {
  readonly value: string;
  readonly words: string;
}

/** Hidden until the script shows it: without a script it could do nothing. */
export function filters(systems: readonly string[], statuses: readonly Choice[]): Markup {
  const option = ({ value, words }: Choice): Markup => markup`<option value="${value}">${words}</option>`;
  const sorted = [...new Set(systems)].sort(compareNames);
  const choices = sorted.map((system) => ({ value: system, words: nameAsText(systemTitle(system)) }));
  return markup`<div role="search" aria-label="Filter the people" hidden>
<div><label for="name">Name or grant contains</label><input id="name" type="search" autocomplete="off" spellcheck="false"></div>
<div><label for="system">System</label><select id="system">${option({ value: "", words: "All systems" })}${choices.map(option)}</select></div>
<div><label for="status">Status</label><select id="status">${option({ value: "", words: "Any status" })}${statuses.map(option)}</select></div>
<button id="reset" type="button">Show everything</button>
<div id="shown" role="status" aria-live="polite"></div>
</div>
`;
}
