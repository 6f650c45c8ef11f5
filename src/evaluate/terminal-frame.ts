import type { Frame } from "gymnasium-js";

/** Its upper half in the foreground's colour, its lower half in the background's: two pixels a character. */
const UPPER_HALF = "\u2580";
const RESET = "\u001b[0m";

/**
 * A frame as lines of half-block characters in 24-bit colour: one character a column, two rows of pixels
 * a line. An odd last row is doubled.
 */
export function terminalFrame({ width, height, pixels }: Frame): string[] {
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let text = "";
    let before = "";
    for (let x = 0; x < width; x++) {
      const upper = colourAt(pixels, y * width + x);
      const lower = colourAt(pixels, Math.min(y + 1, height - 1) * width + x);
      const colours = `\u001b[38;2;${upper};48;2;${lower}m`;
      if (colours !== before) text += colours;
      before = colours;
      text += UPPER_HALF;
    }
    lines.push(text + RESET);
  }
  return lines;
}

function colourAt(pixels: Uint8Array, pixel: number): string {
  return `${pixels[pixel * 3]};${pixels[pixel * 3 + 1]};${pixels[pixel * 3 + 2]}`;
}
