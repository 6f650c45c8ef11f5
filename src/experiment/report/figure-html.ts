import { Html, html } from "../../report/html.js";
import type { ReportFigure } from "./report-figure.js";

/** Characters of figures that a page holds: pages beyond a few megabytes are slow to open, and to send. */
const MOST_DRAWN = 4_000_000;

/** Puts figures into a page as long as there is room for them; the others stand beside it. */
export class FigureShelf {
  #room = MOST_DRAWN;
  /** Names of the figures for which there was none. */
  readonly leftOut: string[] = [];

  place({ name, heading, svg, caption }: ReportFigure): Html {
    const fits = svg.length <= this.#room;
    if (fits) this.#room -= svg.length;
    else this.leftOut.push(name);
    return html`<figure>
${fits ? html`<div class="drawing">${new Html(svg)}</div>` : html`<p>In a file of its own: <a href="${encodeURIComponent(name)}.svg">${name}.svg</a></p>`}
<figcaption><b>${heading}.</b> ${caption}</figcaption>
</figure>
`;
  }
}
