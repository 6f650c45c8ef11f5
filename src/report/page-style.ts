import { Html } from "./html.js";

/** For screens wide and narrow, light and dark, and for paper. Figures stay on white. */
export const PAGE_STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1f2328; --faint: #5d6670; --line: #d9dee3; --soft: #f5f6f8; --paper: #ffffff;
  --link: #0b62a3; --warn: #9a4a00; --warn-soft: #fdf3e7; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; counter-reset: figure; }
h1 { margin: 0 0 .4rem; font-size: 2rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 3.2rem 0 .8rem; padding-top: .9rem; border-top: 2px solid var(--line); font-size: 1.45rem; line-height: 1.25;
  overflow-wrap: anywhere; }
h3 { margin: 2.2rem 0 .6rem; font-size: 1.08rem; line-height: 1.3; }
p, ul, dl { margin: .6rem 0; }
p, li, figcaption { max-width: 48rem; }
a { color: var(--link); }
.lead { color: var(--faint); font-size: 1.08rem; }
.note, figcaption, footer { color: var(--faint); font-size: .9rem; }
.warning { margin: 1rem 0; padding: .7rem 1rem; border-left: 4px solid var(--warn); background: var(--warn-soft); }
.warning ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.warning li { overflow-wrap: anywhere; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; }
dl.facts dt { color: var(--faint); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 1.2rem 0 0; padding: 0; list-style: none; }
figure { margin: 1.2rem 0 2.2rem; counter-increment: figure; break-inside: avoid; }
figure .drawing { overflow-x: auto; border-radius: 4px; background: #ffffff; }
figure svg { display: block; }
figure svg, figure svg text { font-family: inherit; }
figcaption { margin-top: .5rem; }
figcaption b::before { content: "Figure " counter(figure) ". "; }
figcaption b { color: var(--ink); }
.scroll { overflow-x: auto; margin: .9rem 0 1.2rem; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.35; }
th, td { padding: .34rem .9rem .34rem 0; text-align: left; vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; }
tbody th { font-weight: inherit; }
td.wrap { white-space: normal; min-width: 18rem; overflow-wrap: anywhere; }
th.n, td.n { text-align: right; }
th:last-child, td:last-child { padding-right: 0; }
details { margin: .5rem 0; }
details details { margin-left: 1.1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
pre { margin: .5rem 0 1rem; padding: .8rem 1rem; overflow-x: auto; background: var(--soft); border-radius: 4px;
  font: .82rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); }
@media (max-width: 40rem) {
  body { padding: 1.4rem 1rem 3rem; }
  h1 { font-size: 1.55rem; }
  h2 { font-size: 1.25rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts dd { margin-bottom: .4rem; }
  /* Texts in figures stay readable: what is wider than the screen scrolls. */
  figure svg { max-width: none !important; }
}
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7ea; --faint: #a0a8b0; --line: #3a4149; --soft: #20252a; --paper: #15181b; --link: #6fb3e8;
    --warn: #e0923f; --warn-soft: #2b2118; }
}
@media print {
  :root { --ink: #000; --faint: #444; --line: #bbb; --soft: #fff; --paper: #fff; --link: #000; --warn-soft: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  /* What is folded cannot be unfolded there. */
  nav, details, .screen, #all-trials { display: none; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  .scroll, figure .drawing { overflow: visible; }
  table { font-size: 8pt; }
  figure svg { max-height: 22cm; }
}
`);
