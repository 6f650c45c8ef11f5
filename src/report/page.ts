import { Html, html } from "./html.js";
import { PAGE_STYLE } from "./page-style.js";

/** A part of a page under a heading. */
export interface PageSection {
  /** Within the page; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export interface Page {
  readonly title: string;
  /** Between the title and the list of sections. */
  readonly lead: Html;
  readonly sections: readonly PageSection[];
  readonly foot: Html;
}

/** In every page, so that it is known as one of these. */
export const GENERATOR = new Html('<meta name="generator" content="creditgym">');

/** A page that holds all it needs: no scripts, no fonts, nothing from elsewhere. */
export function renderPage({ title, lead, sections, foot }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${GENERATOR}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${lead}
<nav aria-label="Sections"><ul>
${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>\n`)}</ul></nav>
</header>
<main>
${sections.map(
  ({ id, title: name, body }) => html`<section id="${id}">
<h2>${name}</h2>
${body}</section>
`,
)}</main>
<footer>${foot}</footer>
</body>
</html>
`.text;
}
