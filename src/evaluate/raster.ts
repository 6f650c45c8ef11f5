import { Resvg } from "@resvg/resvg-js";
import type { Frame } from "gymnasium-js";
import { FONTS } from "../report/png.js";

/** The largest picture that fits into so many pixels. */
export interface Bounds {
  readonly width: number;
  readonly height: number;
}

/** Draws an SVG document, on black where it is transparent. */
export function rasterise(svg: string, bounds: Bounds): Frame {
  const size = sizeOf(svg);
  const scale = Math.min(bounds.width / size.width, bounds.height / size.height);
  const drawn = new Resvg(svg, {
    background: "black",
    fitTo: { mode: "width", value: Math.max(1, Math.floor(size.width * scale)) },
    // Fonts take longer to load than most pictures to draw.
    font: svg.includes("<text") ? FONTS : { loadSystemFonts: false },
  }).render();
  return { width: drawn.width, height: drawn.height, pixels: withoutAlpha(drawn.pixels) };
}

/** Makes a frame small enough for the bounds, by the mean of the pixels that fall together. */
export function shrink(frame: Frame, bounds: Bounds): Frame {
  const scale = Math.min(bounds.width / frame.width, bounds.height / frame.height, 1);
  if (scale === 1) return frame;
  const width = Math.max(1, Math.floor(frame.width * scale));
  const height = Math.max(1, Math.floor(frame.height * scale));
  const pixels = new Uint8Array(width * height * 3);
  const edge = (at: number, from: number, to: number): number => Math.floor((at * from) / to);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [edge(y, frame.height, height), edge(y + 1, frame.height, height)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [edge(x, frame.width, width), edge(x + 1, frame.width, width)];
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            sum += frame.pixels[(row * frame.width + column) * 3 + channel]!;
          }
        }
        pixels[(y * width + x) * 3 + channel] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return { width, height, pixels };
}

function sizeOf(svg: string): Bounds {
  const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } });
  return { width, height };
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    pixels[to] = rgba[from]!;
    pixels[to + 1] = rgba[from + 1]!;
    pixels[to + 2] = rgba[from + 2]!;
  }
  return pixels;
}
