/** Colours of terminals (ECMA-48, Select Graphic Rendition), by the number that makes them a foreground. */
export const ANSI = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
  grey: 90,
} as const;

/** The text in a colour. */
export function coloured(text: string, colour: number, bold = false): string {
  return `\u001b[${bold ? "1;" : ""}${colour}m${text}\u001b[0m`;
}

/** The text on a ground of a colour. */
export function highlighted(text: string, colour: number): string {
  return `\u001b[1;30;${colour + 10}m${text}\u001b[0m`;
}
