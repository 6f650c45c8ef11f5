import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escapeMarkup, withoutControls } from "./escape.js";
import { FAINT, type FigureText, FONT, INK, type Pen } from "./figure.js";

/** A chart within a figure. */
export interface Panel {
  /** Of its upper left corner, in the figure's units. */
  readonly x: number;
  readonly y: number;
  readonly options: PlotOptions;
  readonly remarks?: (pen: Pen) => void;
}

type Attributes = Readonly<Record<string, string | number>>;

const SVG = "http://www.w3.org/2000/svg";

/** Draws a chart with title and subtitle, without a browser. */
export function figure(text: FigureText, options: PlotOptions, remarks: (pen: Pen) => void): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const root = chart(document, { options, remarks });
  const { width = 640, height = 400 } = options;
  return finish(root, text, width, height);
}

/** Draws several charts beside or below each other under one title and subtitle. */
export function panelFigure(
  text: FigureText,
  size: { readonly width: number; readonly height: number },
  panels: readonly Panel[],
  remarks: (draw: Pen["draw"]) => void = () => {},
): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const root = document.createElementNS(SVG, "svg") as unknown as SVGSVGElement;
  root.setAttribute("fill", "currentColor");
  for (const panel of panels) {
    const inner = chart(document, panel);
    inner.setAttribute("x", String(panel.x));
    inner.setAttribute("y", String(panel.y));
    // Labels may be wider than their axis.
    inner.setAttribute("overflow", "visible");
    root.append(inner);
  }
  remarks(drawing(document, root));
  return finish(root, text, size.width, size.height);
}

function chart(document: Document, { options, remarks }: Pick<Panel, "options" | "remarks">): SVGSVGElement {
  const drawn = plot({ ...options, document, style: { fontSize: "12px" } });
  const apply = (name: "x" | "y", value: number | string): number => Number(drawn.scale(name)?.apply(value));
  const band = drawn.scale("y")?.bandwidth ?? 0;
  remarks?.({
    x: (value) => apply("x", value),
    y: (value) => apply("y", value) + band / 2,
    draw: drawing(document, drawn as SVGSVGElement),
  });
  // Interactive niceties of Plot's, which SVG renderers do not know.
  for (const style of drawn.querySelectorAll("style")) style.remove();
  for (const name of ["class", "style"]) drawn.removeAttribute(name);
  drawn.setAttribute("font-size", "12");
  drawn.removeAttribute("font-family");
  for (const path of drawn.querySelectorAll("path")) {
    path.setAttribute("d", (path.getAttribute("d") ?? "").replaceAll(/-?\d+\.\d{2,}/g, rounded));
  }
  return drawn as SVGSVGElement;
}

/** A tenth of a unit is finer than anyone sees, and takes half the room. */
const rounded = (number: string): string => String(Math.round(Number(number) * 10) / 10);

function drawing(document: Document, parent: SVGSVGElement): Pen["draw"] {
  return (name, attributes, content) => {
    const element = document.createElementNS(SVG, name);
    const all: Attributes =
      name === "text" ? { "text-anchor": "start", "font-size": 12, ...attributes } : attributes;
    for (const [key, value] of Object.entries(all)) element.setAttribute(key, String(value));
    if (content !== undefined) element.textContent = withoutControls(content);
    parent.append(element);
  };
}

function finish(root: SVGSVGElement, { title, subtitle }: FigureText, width: number, height: number): string {
  const draw = drawing(root.ownerDocument, root);
  draw("text", { x: 16, y: 26, fill: INK, "font-size": 16, "font-weight": "bold" }, title);
  draw("text", { x: 16, y: 46, fill: FAINT }, subtitle);
  root.setAttribute("xmlns", SVG);
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("font-family", `'${FONT}', sans-serif`);
  root.setAttribute("font-size", "12");
  root.setAttribute("color", INK);
  root.setAttribute("style", "background: white; max-width: 100%; height: auto");
  root.setAttribute("role", "img");
  // The serializer leaves < and & in attributes as they are, which is no XML.
  return root.outerHTML.replace(/^<svg/, `<svg aria-label="${escapeMarkup(`${title}. ${subtitle}.`)}"`);
}
