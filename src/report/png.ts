import { createRequire } from "node:module";
import { Resvg, type ResvgRenderOptions, renderAsync } from "@resvg/resvg-js";
import { FONT } from "./figure.js";

const require = createRequire(import.meta.url);
const font = (name: string): string => require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);

/** For pictures that look the same on every machine. */
export const FONTS = {
  loadSystemFonts: false,
  fontFiles: [font("DejaVuSans"), font("DejaVuSans-Bold")],
  defaultFontFamily: FONT,
  sansSerifFamily: FONT,
};

/**
 * Draws a figure as PNG. Its text is set in fonts of ours, so that it looks the same on every machine.
 *
 * @param svg a figure, such as one of `learningCurvePlots`
 * @param scale pixels per unit of the figure; 2 by default
 */
export function toPng(svg: string, scale = 2): Uint8Array {
  return new Resvg(svg, optionsFor(scale)).render().asPng();
}

/** The same on a thread of its own. */
export async function toPngAside(svg: string, scale = 2): Promise<Uint8Array> {
  return (await renderAsync(svg, optionsFor(scale))).asPng();
}

const optionsFor = (scale: number): ResvgRenderOptions => ({
  background: "white",
  fitTo: { mode: "zoom", value: scale },
  font: FONTS,
});
