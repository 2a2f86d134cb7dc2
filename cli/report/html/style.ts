/** Sober on a screen, in the dark, and on paper. Colour only repeats what a word or a symbol says. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --tint: #f4f6f8; --link: #0a4fa8; --hover: #eaf0f7;
  --gained: #8f1d13; --gained-paper: #ffe4e0; --lost: #0b3f86; --lost-paper: #dcebff;
  --held: #1d5b38; --warn: #6b4700; --warn-paper: #fff1cc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e5e9ee; --soft: #a4aeb9; --line: #343b44; --tint: #1b2027; --link: #8fc0ff; --hover: #232b35;
    --gained: #ffb4a8; --gained-paper: #4f1a14; --lost: #a9cdff; --lost-paper: #153257;
    --held: #8fd6ab; --warn: #f3d07a; --warn-paper: #423309;
  }
}
* { box-sizing: border-box; }
html { font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; background: var(--paper); color: var(--ink); }
body { margin: 0; padding: 0 2rem 3rem; }
header, main, footer { max-width: 120rem; margin: 0 auto; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 2rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
a { color: var(--link); }
code { font: .85em ui-monospace, Menlo, Consolas, monospace; border: 1px solid; border-radius: 3px; padding: 0 .2em; margin: 0 .1em; }
small, .quiet { color: var(--soft); font-size: .85rem; font-weight: normal; }
i { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
em { font-style: normal; color: var(--soft); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }

/* What is far from the screen is not laid out: with a thousand subjects that halves the wait after a change of the filter. */
section.large { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
.scroll:focus-visible { outline-offset: -3px; }

.counts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1.25rem 0; padding: 0; }
.counts div { border: 1px solid var(--line); border-radius: 4px; padding: .5rem .9rem; min-width: 7.5rem; }
.counts dt { color: var(--soft); font-size: .85rem; }
.counts dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }

[role=search] { position: relative; display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 2rem 0 0; padding: 1rem; background: var(--tint); border: 1px solid var(--line); border-radius: 4px; }
[role=search][hidden] { display: none; }
[role=search] label { display: block; margin-bottom: .2rem; font-size: .85rem; font-weight: 600; }
input, select, button { font: inherit; font-weight: normal; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; padding: .4rem .6rem; min-height: 2.4rem; max-width: 100%; }
input, select { display: block; }
input { width: 18rem; }
button:disabled { color: var(--soft); border-color: var(--line); }
#shown { flex-basis: 100%; min-height: 1.45em; font-variant-numeric: tabular-nums; }

.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; list-style: none; padding: 0; margin: 1rem 0 0; font-size: .85rem; }
.legend span { display: inline-block; min-width: 1.6rem; text-align: center; font-weight: 700; margin-right: .35rem; border-radius: 3px; }

.scroll { position: relative; width: fit-content; max-width: 100%; max-height: 88vh; overflow: auto; border: 1px solid var(--line); border-radius: 4px; margin-top: .75rem; }
table { border-collapse: separate; border-spacing: 0; font-size: .87rem; }
.scroll > table { table-layout: fixed; width: 1px; }
col { width: 2.1rem; }
col.wide { width: 3.2rem; }
col.subject { width: 17rem; }
col.remarks { width: 19rem; }
col.list { width: 17rem; }
col.name { width: 11rem; }
colgroup.even { background: var(--tint); }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
tr:last-child > * { border-bottom: 0; }
thead { position: sticky; top: 0; z-index: 2; }
thead th { background: var(--paper); vertical-align: bottom; border-bottom: 2px solid var(--soft) !important; }
thead th small { display: block; }
.scroll th:first-child { position: sticky; left: 0; z-index: 1; background: var(--paper); border-right: 1px solid var(--line); }
tbody th { font-weight: 600; }
tbody th small { display: block; }
tbody tr:hover > * { background: var(--hover); }
th.turned { padding: .5rem 0; text-align: center; }
th.turned span { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); max-height: 15rem; text-align: left; line-height: 1.15; font-weight: 500; }
td.h, td.g, td.l, td.w, td.q { padding-left: 0; padding-right: 0; text-align: center; font-weight: 700; }
.h { color: var(--held); }
.w, .q { color: var(--soft); }
td p { margin: .1rem 0; }
.g, ins, tbody tr:hover > .g { background: var(--gained-paper); color: var(--gained); }
.l, del, tbody tr:hover > .l { background: var(--lost-paper); color: var(--lost); }
ins, del { text-decoration: none; font-weight: 600; padding: 0 .25rem; border-radius: 3px; }
td.in-sync b { color: var(--held); font-weight: 500; }
td.drifted b, td.gone b { color: var(--gained); }
td.failed b, td.unobservable b { color: var(--warn); }
.plain { overflow-x: auto; max-width: 100%; position: relative; }
.plain th, .plain td { white-space: nowrap; }
.plain td.number, .plain th.number { text-align: right; font-variant-numeric: tabular-nums; }
.plain td.zero { color: var(--soft); }
footer { margin-top: 3rem; }

@media (max-width: 45rem) {
  body { padding: 0 1rem 2rem; }
  [role=search] > div, input, select { width: 100%; }
  col.subject { width: 8.5rem; }
  col.remarks, col.list { width: 12rem; }
}
@media print {
  @page { size: A4 landscape; margin: 10mm; }
  html { font-size: 10px; }
  body { padding: 0; }
  [role=search] { border: 0; padding: 0; background: none; }
  [role=search] > :not(#shown), #shown:not([data-filtered=true]) { display: none; }
  .scroll { max-height: none; overflow: visible; border: 0; }
  thead { position: static; }
  .scroll th:first-child { position: static; }
  section.large { content-visibility: visible; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  * { print-color-adjust: exact; }
}
`;
