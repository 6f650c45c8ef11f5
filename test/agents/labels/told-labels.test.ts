import {
  Box,
  Discrete,
  type Env,
  type VectorEnv,
  type VectorStep,
  vectorize,
  withAutoreset,
} from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { toldLabel } from "../../../agents/feedback/told-labels.js";
import { classMixturesFamily } from "../../../envs/families/index.js";

/** Shows n, whose label is n mod 3; each second episode has two steps. */
class Counting implements Env {
  readonly observationSpace = new Box(0, 1000, { shape: [1] });
  readonly actionSpace = new Discrete(3);
  #n = 0;
  #episode = 0;
  #step = 0;

  constructor(readonly offset: number) {
    this.#n = offset;
  }

  reset() {
    this.#episode++;
    this.#step = 0;
    this.#n++;
    return { observation: Float32Array.of(this.#n), info: { label: this.#n % 3 } };
  }

  step() {
    const label = this.#n % 3;
    this.#step++;
    this.#n += 2;
    const terminated = this.#step > this.#episode % 2;
    return {
      observation: Float32Array.of(this.#n),
      reward: 0,
      terminated,
      truncated: false,
      info: { label },
    };
  }
}

describe("labels in infos", () => {
  it.each(["same-step", "next-step", "disabled"] as const)(
    "are those of what was shown: %s",
    (autoresetMode) => {
      const offsets = [0, 10, 21];
      const env = withAutoreset(
        vectorize(
          offsets.map((offset) => new Counting(offset)),
          undefined,
          { autoresetMode },
        ) as VectorEnv,
      );
      let { observations } = env.reset({ seed: 1 }) as VectorStep;
      let looked = 0;
      for (let s = 0; s < 20; s++) {
        const shown = Array.from(observations);
        const { infos, valid, ...step } = env.step(new Int32Array(3)) as VectorStep;
        for (const [k, n] of shown.entries()) {
          if (!valid[k]) continue;
          looked++;
          expect(toldLabel(infos, k), `step ${s}, ${k}`).toBe(n % 3);
        }
        observations = step.observations;
      }
      expect(looked).toBeGreaterThan(35);
    },
  );

  it("are those of what was shown by a native environment", () => {
    const tasks = classMixturesFamily.sample("training", 1, 3);
    const env = classMixturesFamily.makeVec(tasks.map((task) => ({ ...task, spread: 0, width: 0 })));
    const seen = new Map<string, number>();
    let { observations } = env.reset({ seed: 1 }) as VectorStep;
    let again = 0;
    for (let s = 0; s < 400; s++) {
      const shown = [0, 1, 2].map((k) => `${k}: ${observations.subarray(16 * k, 16 * (k + 1)).join()}`);
      const step = env.step(new Int32Array(3)) as VectorStep;
      for (const [k, sample] of shown.entries()) {
        const label = toldLabel(step.infos, k)!;
        if (seen.has(sample)) again++;
        expect(seen.get(sample) ?? label).toBe(label);
        seen.set(sample, label);
      }
      observations = step.observations;
    }
    expect(again).toBeGreaterThan(900);
  });

  it("are none where none were told", () => {
    expect(toldLabel(undefined, 0)).toBeUndefined();
    expect(toldLabel({}, 0)).toBeUndefined();
    const partly = { label: Int32Array.of(2, 0), _label: Uint8Array.of(1, 0) };
    expect([toldLabel(partly, 0), toldLabel(partly, 1)]).toEqual([2, undefined]);
    expect(toldLabel({ label: BigInt64Array.of(7n), _label: [true] }, 0)).toBe(7);
  });
});
