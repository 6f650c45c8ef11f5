import { allocate } from "../spaces/dtype.js";
import { packingOf } from "../spaces/packing.js";
import type { ActionBatch, NumericArray, VectorEnv, VectorReset, VectorStep } from "../vector-env.js";
import { vectorize } from "../vectorize.js";
import type { CheckContext } from "./check-env.js";
import { text } from "./text.js";

const NUM_ENVS = 3;

/** The native vector form, seeded s, must equal single environments seeded s, s + 1, … */
export function checkVectorForm(makeVector: (numEnvs: number) => VectorEnv, context: CheckContext): void {
  const { make, seed, steps, report } = context;
  const native = makeVector(NUM_ENVS);
  const singles = vectorize(make, NUM_ENVS);
  const compare = (where: string, field: string, a: NumericArray, b: NumericArray): boolean => {
    const at = Array.from(b).findIndex((value, i) => !Object.is(a[i], value) && a[i] !== value);
    if (a.length === b.length && at < 0) return true;
    const index = Math.floor((at * NUM_ENVS) / b.length);
    report(
      "vector form",
      `${field} of sub-environment ${index}, ${where}`,
      `the vector form has ${a[at]}, the single environment ${b[at]}`,
      "give sub-environment i the single environment's arithmetic and a generator seeded seed + i, and reset it in the step that ends it",
    );
    return false;
  };
  const [first, expected] = [native.reset({ seed }), singles.reset({ seed }) as VectorReset];
  if (first instanceof Promise) {
    report(
      "vector form",
      "reset",
      "it returned a promise",
      "return the result itself from a native vector environment",
    );
    return;
  }
  let equal = compare("after reset", "observations", first.observations, expected.observations);
  const space = make().actionSpace;
  space.seed(seed);
  const packing = packingOf(space);
  const actions = (): ActionBatch => {
    const batch = allocate(packing.dtype, NUM_ENVS * packing.size);
    for (let i = 0; i < NUM_ENVS; i++) packing.pack(space.sample(), batch, i * packing.size);
    return batch;
  };
  for (let s = 0; s < steps && equal; s++) {
    const batch = actions();
    const a = native.step(batch) as VectorStep;
    const b = singles.step(batch) as VectorStep;
    for (const field of ["observations", "rewards", "terminated", "truncated"] as const) {
      equal = compare(`step ${s}`, field, a[field], b[field]) && equal;
    }
    const size = b.observations.length / NUM_ENVS;
    for (let i = 0; i < NUM_ENVS && equal; i++) {
      if (b.terminated[i] === 0 && b.truncated[i] === 0) continue;
      const [start, end] = [i * size, (i + 1) * size];
      const [last, wanted] = [
        a.finalObservations.subarray(start, end),
        b.finalObservations.subarray(start, end),
      ];
      if (text(last) !== text(wanted)) {
        report(
          "vector form",
          `finalObservations of sub-environment ${i}, step ${s}`,
          `it is ${text(last)}, the single environment's last observation ${text(wanted)}`,
          "keep the ended episode's last observation there before the reset",
        );
        equal = false;
      }
    }
  }
  void native.close();
  void singles.close();
}
