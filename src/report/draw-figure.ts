import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { FAINT, type FigureText, FONT, INK, type Pen } from "./figure.js";

/** Draws a chart with title and subtitle, without a browser. */
export function figure(text: FigureText, options: PlotOptions, remarks: (pen: Pen) => void): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const chart = plot({
    ...options,
    document,
    style: { fontFamily: `'${FONT}', sans-serif`, fontSize: "12px", color: INK },
  });
  const apply = (name: "x" | "y", value: number | string): number => Number(chart.scale(name)?.apply(value));
  const band = chart.scale("y")?.bandwidth ?? 0;
  const draw: Pen["draw"] = (name, attributes, content) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    // Plot centres text by default.
    if (name === "text") element.setAttribute("text-anchor", "start");
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    if (content !== undefined) element.textContent = content;
    chart.append(element);
  };
  draw("text", { x: 16, y: 26, fill: INK, "font-size": 16, "font-weight": "bold" }, text.title);
  draw("text", { x: 16, y: 46, fill: FAINT, "font-size": 12 }, text.subtitle);
  remarks({ x: (value) => apply("x", value), y: (value) => apply("y", value) + band / 2, draw });
  // Interactive niceties of Plot's, which SVG renderers do not know.
  for (const style of chart.querySelectorAll("style")) style.remove();
  chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  chart.setAttribute("font-family", `'${FONT}', sans-serif`);
  chart.setAttribute("font-size", "12");
  chart.setAttribute("color", INK);
  chart.setAttribute("style", "background: white; max-width: 100%; height: auto");
  chart.removeAttribute("class");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", `${text.title}. ${text.subtitle}.`);
  return chart.outerHTML;
}
