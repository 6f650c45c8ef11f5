import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  runTrial,
  type TrialOptions,
  type TrialRecord,
  type TrialTask,
} from "../../../src/experiment/trial.js";

export type Stopping = Pick<TrialOptions, "stop">;

export const never: Stopping = { stop: { requested: false } };

/** Asks to stop when it has been asked about so many times. */
export function stopAfter(times: number): Stopping {
  let asked = 0;
  return {
    stop: {
      get requested() {
        return asked++ >= times;
      },
    },
  };
}

/** All that equal trials have equal. */
export function filesOf(trials: readonly TrialTask[]): Record<string, string>[] {
  return trials.map(({ folder }) => {
    const names = readdirSync(folder).filter((name) => name !== "timing.json");
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "base64")]));
  });
}

export const untimed = (records: readonly TrialRecord[]): object[] =>
  records.map((record) => ({ ...record, seconds: 0, stepsPerSecond: 0 }));

/** Runs them one after the other. */
export async function alone(trials: readonly TrialTask[]): Promise<TrialRecord[]> {
  const records: TrialRecord[] = [];
  for (const trial of trials) records.push(await runTrial(trial, never));
  return records;
}
