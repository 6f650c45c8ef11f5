/** The colours of all pictures: muted grounds, and accents that stay apart for colour-blind readers. */
export const COLOURS = {
  paper: "#f4f1ea",
  ink: "#2b303a",
  faint: "#8d8a83",
  hairline: "#d5d0c4",
  white: "#ffffff",
  blue: "#2f6fb3",
  paleBlue: "#cfe3f1",
  deepBlue: "#1d4e7a",
  orange: "#e08a1e",
  red: "#c8443c",
  green: "#2e8b62",
  yellow: "#f2c230",
  sand: "#e6d9bd",
  rock: "#6d655c",
  grass: "#a9c48c",
} as const;
