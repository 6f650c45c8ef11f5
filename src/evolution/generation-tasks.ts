import type { Split, TaskFamily, TaskParameters } from "../../envs/families/index.js";
import { CounterStream } from "../random/streams.js";
import type { EvolutionPlan } from "./plan-evolution.js";

/** What every member is tried on. */
export interface Trials {
  readonly tasks: readonly TaskParameters[];
  /** One for each task: of everything random in its lifetimes. */
  readonly seeds: readonly number[];
}

/** Those of a generation: fresh ones, never held-out. */
export function generationTasks(family: TaskFamily, plan: EvolutionPlan, generation: number): Trials {
  const split = plan.fitness === "validation" ? "validation" : "training";
  return draw(family, split, plan.tasks, new CounterStream(plan.seed, "evolution-tasks", generation));
}

/** Those on which means of the search are held against each other: always the same. */
export function validationTasks(family: TaskFamily, plan: EvolutionPlan): Trials {
  const stream = new CounterStream(plan.seed, "evolution-validation");
  return draw(family, "validation", plan.validation.tasks, stream);
}

function draw(family: TaskFamily, split: Split, count: number, stream: CounterStream): Trials {
  const tasks = family.sample(split, seedFrom(stream), count);
  return { tasks, seeds: Array.from(tasks, () => seedFrom(stream)) };
}

/** Any of 2^48, so that none comes twice. */
function seedFrom(stream: CounterStream): number {
  return (stream.uniform() * 2 ** 24 + stream.uniform()) * 2 ** 24;
}
