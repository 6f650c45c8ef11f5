import { make, type NumericArray, vectorize } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { fixture, type Seeding } from "../fixtures.js";

const seeding = fixture<Seeding>("seeding");

const IDS = ["CartPole-v1", "Acrobot-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"];

describe.each(IDS)("%s resets as Gymnasium does", (id) => {
  test.each(Object.entries(seeding.reset[id]!))("seed %s", (seed, golden) => {
    const env = make(id);
    const first = env.reset({ seed: BigInt(seed) });
    expect(Array.from(first.observation as NumericArray)).toEqual(golden.obs);
    expect(Array.from(env.reset().observation as NumericArray)).toEqual(golden.obs_second_reset);
    env.actionSpace.seed(BigInt(seed));
    const sample = (): unknown => {
      const value = env.actionSpace.sample();
      return typeof value === "number" ? value : Array.from(value as NumericArray);
    };
    expect(golden.action_samples.map(sample)).toEqual(golden.action_samples);
  });
});

test.each(Object.entries(seeding.vector_reset["CartPole-v1/sync/4"]!))(
  "four CartPoles with seed %s reset as Gymnasium's SyncVectorEnv",
  (seed, golden) => {
    const env = vectorize(() => make("CartPole-v1"), 4);
    const { observations } = env.reset({ seed: Number(seed) }) as { observations: NumericArray };
    expect(Array.from(observations)).toEqual(golden.flat());
  },
);
