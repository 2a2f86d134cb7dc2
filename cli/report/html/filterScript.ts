/**
 * The filter of the page. Text, because it runs in a browser: it reads the entries that are there, so the page says the same
 * without it. It takes everything from attributes and text and writes text only. What a card says of somebody who also has a row counts once.
 */
export const filterScript = `"use strict";
(() => {
  const search = document.querySelector("[role=search]");
  const system = document.getElementById("system");
  const status = document.getElementById("status");
  const name = document.getElementById("name");
  const reset = document.getElementById("reset");
  const shown = document.getElementById("shown");
  const controls = [system, status, name];
  const entries = [...document.querySelectorAll("[data-status]")];
  const total = entries.filter((entry) => !("again" in entry.dataset)).length;
  const heading = document.getElementById("attention");
  let groups;

  // Reading a thousand rows takes longer than showing them, and nobody filters before the page is there.
  const prepared = () => (groups ??= [...document.querySelectorAll("section")].map((section) => ({
    section,
    entries: [...section.querySelectorAll("[data-status]")].map((entry) => ({
      entry,
      system: entry.dataset.system ?? section.dataset.system,
      status: entry.dataset.status,
      counts: !("again" in entry.dataset),
      text: entry.textContent.toLowerCase(),
    })),
  })));
  const fits = {
    "": () => true,
    drift: (own) => own === "drifted" || own === "gone",
  };

  function say(count) {
    const filtered = controls.some((control) => control.value !== "");
    const all = total.toLocaleString("en-US");
    shown.textContent =
      count === total ? "All " + all + " are shown." : count.toLocaleString("en-US") + " of " + all + " are shown.";
    shown.dataset.filtered = String(filtered);
    reset.disabled = !filtered;
    return filtered;
  }

  function filter() {
    const text = name.value.trim().toLowerCase();
    const ofStatus = fits[status.value] ?? ((own) => own === status.value);
    let count = 0;
    let cards = 0;
    for (const { section, entries: own } of prepared()) {
      let here = 0;
      for (const each of own) {
        const fit =
          (system.value === "" || each.system === system.value) && ofStatus(each.status) && each.text.includes(text);
        if (each.entry.hidden === fit) each.entry.hidden = !fit;
        if (!fit) continue;
        here++;
        if (each.counts) count++;
      }
      section.hidden = here === 0 && own.length > 0;
      if (section.className === "group" && !section.hidden) cards++;
    }
    if (heading) heading.hidden = cards === 0;
    return say(count);
  }

  function remember() {
    const filtered = filter();
    const kept = new URLSearchParams();
    for (const control of controls) if (control.value !== "") kept.set(control.id, control.value);
    history.replaceState(null, "", filtered ? "#" + kept : location.pathname + location.search);
  }

  function recall() {
    const kept = new URLSearchParams(location.hash.slice(1));
    if (!controls.some((control) => kept.has(control.id))) return;
    for (const control of controls) {
      control.value = kept.get(control.id) ?? "";
      // A select takes no value that it does not offer.
      if (control.selectedIndex === -1) control.selectedIndex = 0;
    }
    filter();
  }

  for (const control of controls) control.addEventListener("input", remember);
  reset.addEventListener("click", () => {
    for (const control of controls) control.value = "";
    remember();
    name.focus();
  });
  // A count leads to what the filter may have hidden.
  for (const link of document.querySelectorAll(".counts a"))
    link.addEventListener("click", () => {
      for (const control of controls) control.value = "";
      filter();
    });
  addEventListener("hashchange", recall);
  search.hidden = false;
  say(total);
  recall();
})();
`;
