/** Sober on a screen, in the dark, on a phone and on paper. Colour only repeats what a word or a symbol says. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d5dae0; --tint: #f4f6f8; --link: #0a4fa8; --hover: #eef3f9;
  --red: #8f1d13; --red-paper: #ffe9e6; --blue: #0b3f86; --blue-paper: #e2eeff;
  --green: #1d5b38; --green-paper: #e2f4e8; --amber: #6b4700; --amber-paper: #fff3d6;
  --gained: var(--red); --gained-paper: var(--red-paper); --lost: var(--blue); --lost-paper: var(--blue-paper);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e5e9ee; --soft: #a4aeb9; --line: #343b44; --tint: #1b2027; --link: #8fc0ff; --hover: #1f262f;
    --red: #ffb4a8; --red-paper: #451a15; --blue: #a9cdff; --blue-paper: #16304f;
    --green: #8fd6ab; --green-paper: #14361f; --amber: #f3d07a; --amber-paper: #3a2e0d;
  }
}
.planned { --gained: var(--green); --gained-paper: var(--green-paper); --lost: var(--red); --lost-paper: var(--red-paper); }
* { box-sizing: border-box; }
html { font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; background: var(--paper); color: var(--ink); scroll-padding-top: 3rem; }
body { margin: 0; padding: 0 2rem 3rem; overflow-wrap: anywhere; }
header, main, footer { max-width: 80rem; margin: 0 auto; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.75rem 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .1rem; }
p { margin: .25rem 0; }
a { color: var(--link); }
code, kbd { font: .87em ui-monospace, Menlo, Consolas, monospace; }
code { border: 1px solid; border-radius: 3px; padding: 0 .2em; margin: 0 .1em; }
h1 code { border: 0; padding: 0; font-size: .95em; }
kbd { background: var(--tint); border: 1px solid var(--line); border-radius: 4px; padding: .05rem .35rem; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
small, .quiet { color: var(--soft); font-size: .87rem; font-weight: normal; }
em { font-style: normal; color: var(--soft); }
ins, del { text-decoration: none; font-weight: 600; padding: 0 .25rem; border-radius: 3px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
ins { background: var(--gained-paper); color: var(--gained); }
del { background: var(--lost-paper); color: var(--lost); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
[hidden] { display: none !important; }

.counts { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; margin: 1rem 0 0; padding: 0; }
.counts a { display: block; padding: .35rem .8rem; border: 1px solid; border-radius: 6px; text-decoration: none; }
.counts a:hover { text-decoration: underline; }
.counts b { font-size: 1.25rem; font-variant-numeric: tabular-nums; margin-right: .15rem; }
.bad { color: var(--red); background: var(--red-paper); }
.lost { color: var(--blue); background: var(--blue-paper); }
.warn { color: var(--amber); background: var(--amber-paper); }
.good { color: var(--green); background: var(--green-paper); }
.plain { color: var(--ink); }

[role=search] { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: 1.25rem 0 0; padding: .75rem 1rem; background: var(--tint); border: 1px solid var(--line); border-radius: 6px; }
[role=search] label { display: block; margin-bottom: .1rem; font-size: .87rem; font-weight: 600; }
input, select, button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; padding: .3rem .6rem; min-height: 2.2rem; max-width: 100%; }
input { width: 18rem; }
button:disabled { color: var(--soft); border-color: var(--line); }
#shown { font-variant-numeric: tabular-nums; align-self: center; }

.cards { list-style: none; margin: .5rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: .6rem; }
.cards li { border: 1px solid var(--line); border-left: 4px solid var(--amber); border-radius: 4px; padding: .45rem .75rem; min-width: 0; }
.cards [data-status=drifted], .cards [data-status=unmanaged] { border-left-color: var(--red); }
.cards [data-status=gone] { border-left-color: var(--blue); }
.cards [data-status=in-sync] { border-left-color: var(--green); }
.planned .cards li:not([data-status=failed]) { border-left-color: var(--red); }
.cards p { margin: .15rem 0 0; }
/* What is far from the screen is not laid out: with a thousand people that is most of the page. */
.cards li { content-visibility: auto; contain-intrinsic-size: auto 7rem; }
section.large { content-visibility: auto; contain-intrinsic-size: auto 60rem; }

nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 2rem 0 -1rem; padding: 0; color: var(--soft); }
table { border-collapse: separate; border-spacing: 0; width: 100%; table-layout: fixed; margin-top: .5rem; }
th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead { position: sticky; top: 0; z-index: 1; }
thead th { background: var(--paper); color: var(--soft); font-size: .87rem; font-weight: 600; padding-top: .35rem; }
thead th:first-child { width: 22rem; max-width: 30%; }
.marked thead th:nth-child(2) { width: 9rem; }
.plain thead th:nth-child(2) { width: 9rem; }
.plain thead th:nth-child(3) { width: 8rem; }
tbody th { font-weight: 600; }
tbody tr:hover > * { background: var(--hover); }
td > b { font-weight: 600; }
.drifted > b, .unmanaged > b { color: var(--red); }
.gone > b { color: var(--blue); }
.failed > b, .unobservable > b { color: var(--amber); }
td.in-sync, td.held { color: var(--green); }
td p { margin: 0 0 .2rem; }
.gaps dt { font-weight: 600; margin-top: .5rem; }
.gaps dd { margin: 0; }
footer { margin-top: 3rem; }

@media screen and (max-width: 48rem) {
  body { padding: 0 1rem 2rem; }
  [role=search] > div { flex: 1 1 40%; }
  [role=search] > div:first-child { flex-basis: 100%; }
  input, select { width: 100%; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; }
  tr { display: flex; flex-wrap: wrap; column-gap: .75rem; border: 1px solid var(--line); border-radius: 6px; padding: .4rem .75rem; margin-bottom: .5rem; }
  th, td { display: block; border: 0; padding: 0; }
  tbody th { flex: 1 1 60%; }
  tbody th small { display: block; }
  td:last-child { flex: 1 1 100%; }
  .plain td:nth-child(n + 4) { flex: 1 1 100%; }
}
@media print {
  @page { size: A4; margin: 12mm; }
  html { font-size: 10px; }
  body { padding: 0; }
  [role=search] { border: 0; padding: 0; background: none; }
  [role=search] > :not(#shown), #shown:not([data-filtered=true]), nav { display: none; }
  thead { position: static; }
  section.large, .cards li { content-visibility: visible; }
  tr, .cards li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  a { text-decoration: none; }
  * { print-color-adjust: exact; }
}
`;
