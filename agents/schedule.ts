import type { Schedule } from "./config.js";

/** The value of a schedule at an agent step ≥ 0. */
export function scheduled(schedule: Schedule, step: number): number {
  if (typeof schedule === "number") return schedule;
  const progress = Math.min(step / schedule.steps, 1);
  return schedule.from + (schedule.to - schedule.from) * progress;
}

/** Whether a schedule keeps its value from this step on. */
export function isSettled(schedule: Schedule, step: number): boolean {
  return typeof schedule === "number" || step >= schedule.steps;
}
