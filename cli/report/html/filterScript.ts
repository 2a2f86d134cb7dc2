/**
 * The filter of the page. Text, because it runs in a browser: it reads the rows that are there, so the page says the same
 * without it. It takes everything from attributes and text and writes text only.
 */
export const script = `"use strict";
(() => {
  const search = document.querySelector("[role=search]");
  const system = document.getElementById("system");
  const status = document.getElementById("status");
  const name = document.getElementById("name");
  const reset = document.getElementById("reset");
  const shown = document.getElementById("shown");
  const controls = [system, status, name];
  const groups = [...document.querySelectorAll("section[data-system]")].map((section) => ({
    section,
    rows: [...section.querySelectorAll("tbody > tr")].map((row) => ({
      row,
      system: row.dataset.system ?? section.dataset.system,
      status: row.dataset.status,
      text: row.querySelector("th").textContent.toLowerCase(),
    })),
  }));
  const total = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const fits = {
    "": () => true,
    drift: (own) => own === "drifted" || own === "gone",
  };

  function filter() {
    const text = name.value.trim().toLowerCase();
    const ofStatus = fits[status.value] ?? ((own) => own === status.value);
    let count = 0;
    for (const { section, rows } of groups) {
      let here = 0;
      for (const each of rows) {
        const fit =
          (system.value === "" || each.system === system.value) && ofStatus(each.status) && each.text.includes(text);
        if (each.row.hidden === fit) each.row.hidden = !fit;
        if (fit) here++;
      }
      section.hidden = here === 0 && rows.length > 0;
      count += here;
    }
    const filtered = controls.some((control) => control.value !== "");
    const all = total.toLocaleString("en-US");
    shown.textContent =
      count === total ? "All " + all + " rows are shown." : count.toLocaleString("en-US") + " of " + all + " rows are shown.";
    shown.dataset.filtered = String(filtered);
    reset.disabled = !filtered;
    return filtered;
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
  addEventListener("hashchange", recall);
  search.hidden = false;
  recall();
  filter();
})();
`;
