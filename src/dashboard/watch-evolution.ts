import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defer, distinctUntilChanged, map, type Observable, timer } from "rxjs";
import { type EvolutionPlanOnDisk, EvolutionReader, evolutionPlan } from "./evolution-reader.js";
import type { EvolutionMessage } from "./messages.js";

/** Milliseconds from one look at the files to the next. */
const LOOK_EVERY = 2000;

/** The plan of the evolution in a folder; undefined for a comparison, and for what cannot be read. */
export function planOfEvolutionIn(folder: string): EvolutionPlanOnDisk | undefined {
  try {
    return evolutionPlan(JSON.parse(readFileSync(join(folder, "experiment.json"), "utf8")));
  } catch {
    // What reads comparisons says what is wrong.
    return undefined;
  }
}

/** Follows an evolution's folder: emits when a generation is done, or its state changes. Cold: each subscription reads. */
export function watchEvolution(folder: string, plan: EvolutionPlanOnDisk): Observable<EvolutionMessage> {
  return defer(() => {
    const reader = new EvolutionReader(folder, plan);
    return timer(0, LOOK_EVERY).pipe(
      map(() => reader.read()),
      distinctUntilChanged((a, b) => a.done === b.done && a.state === b.state),
    );
  });
}
