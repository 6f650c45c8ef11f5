import type { TrialBudget } from "../definition.js";

/** `1 seed`, `1,500 episodes` */
export function count(value: number, unit: string): string {
  return `${value.toLocaleString("en-GB")} ${unit}${value === 1 ? "" : "s"}`;
}

export function budgetText(budget: TrialBudget): string {
  return "episodes" in budget ? count(budget.episodes, "episode") : count(budget.steps, "step");
}

/** `1–10`, `3, 8, 12` */
export function seedsText(seeds: readonly number[]): string {
  const isRow = seeds.length > 2 && seeds.every((seed, i) => seed === seeds[0]! + i);
  return isRow ? `${seeds[0]}–${seeds.at(-1)}` : seeds.join(", ");
}

/** Of texts, each once: `a`, `a or b`. */
export function either(texts: readonly string[]): string {
  return [...new Set(texts)].join(" or ");
}
