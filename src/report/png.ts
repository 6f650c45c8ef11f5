import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
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
 * @param svg a figure of `learningCurvePlots` or `finalReturnPlots`
 * @param scale pixels per unit of the figure; 2 by default
 */
export function toPng(svg: string, scale = 2): Uint8Array {
  const drawing = new Resvg(svg, {
    background: "white",
    fitTo: { mode: "zoom", value: scale },
    font: FONTS,
  });
  return drawing.render().asPng();
}
