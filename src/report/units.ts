/** What runs differ in: of a task family's split each seed is a task of its own. */
export type Unit = "seed" | "task";

/** `5 seeds`, `3 to 5 tasks` */
export function unitCount(counts: readonly number[], unit: Unit = "seed"): string {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? `${low} ${unit}${low === 1 ? "" : "s"}` : `${low} to ${high} ${unit}s`;
}

/** What line and band are. */
export function bandText(
  lines: readonly { readonly seeds: number }[],
  robust: boolean,
  unit: Unit = "seed",
): string {
  if (lines.every(({ seeds }) => seeds === 1)) return `one ${unit} each, so no interval`;
  return `${robust ? "interquartile mean" : "mean"} over ${unit}s, band: 95 % bootstrap interval`;
}
