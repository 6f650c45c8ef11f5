import type { Emission } from "../../src/streams/index.js";

export interface Row {
  readonly reward?: number;
  readonly terminated?: boolean;
  readonly truncated?: boolean;
  readonly valid?: boolean;
}

/** Emissions of a made-up run: one list of rows (a row per sub-environment) a vector step. */
export function emissions(steps: readonly (readonly Row[])[]): Emission[] {
  let transitions = 0;
  return steps.map((rows, index) => {
    const flags = (pick: (row: Row) => boolean): Uint8Array =>
      Uint8Array.from(rows, (row) => (pick(row) ? 1 : 0));
    const valid = flags((row) => row.valid ?? true);
    transitions += valid.reduce((sum, one) => sum + one, 0);
    return {
      group: 0,
      step: index + 1,
      transitions,
      observations: new Float32Array(rows.length),
      actions: new Int32Array(rows.length),
      rewards: Float64Array.from(rows, (row) => row.reward ?? 1),
      terminated: flags((row) => row.terminated ?? false),
      truncated: flags((row) => row.truncated ?? false),
      finalObservations: new Float32Array(rows.length),
      nextObservations: new Float32Array(rows.length),
      valid,
      infos: {},
    };
  });
}
