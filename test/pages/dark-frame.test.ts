import { Resvg } from "@resvg/resvg-js";
import { make } from "gymnasium-js";
import "../../envs/bandits/index.js";
import { describe, expect, it } from "vitest";
import { darkFrame } from "../../src/pages/picture/dark-frame.js";
import { ENVIRONMENTS } from "../../src/pages/playground/environments.js";

/** Relative luminance (WCAG 2.2) of each colour that a picture has, and the share of the picture that it takes. */
function luminances(svg: string): { readonly luminance: number; readonly share: number }[] {
  const { pixels, width, height } = new Resvg(svg).render();
  const counts = new Map<number, number>();
  for (let k = 0; k < pixels.length; k += 4) {
    const [red, green, blue] = [pixels[k]!, pixels[k + 1]!, pixels[k + 2]!].map((byte) => {
      const value = byte / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    counts.set(luminance, (counts.get(luminance) ?? 0) + 1);
  }
  return [...counts].map(([luminance, count]) => ({ luminance, share: count / (width * height) }));
}

const mean = (all: ReturnType<typeof luminances>): number =>
  all.reduce((sum, { luminance, share }) => sum + luminance * share, 0);

describe("pictures on a dark page", () => {
  it.each(ENVIRONMENTS.map(({ id }) => id))("of %s are no lamp, and show the same shapes", (id) => {
    const env = make(id);
    env.reset({ seed: 3 });
    for (const action of [1, 0]) {
      env.step(action);
      const svg = env.render!() as string;
      const dark = darkFrame(svg);
      expect(mean(luminances(svg))).toBeGreaterThan(0.5);
      expect(mean(luminances(dark))).toBeLessThan(0.36);
      const shapes = (document: string): string => document.replaceAll(/#[0-9a-f]{6}/g, "");
      expect(shapes(dark)).toBe(shapes(svg));
      // Colours that are told apart stay apart.
      const colours = (document: string): number => new Set(document.match(/#[0-9a-f]{6}/g)).size;
      expect(colours(dark)).toBe(colours(svg));
    }
  });
});
