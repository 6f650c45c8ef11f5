import {
  checkEnv,
  InvalidArgumentError,
  make,
  makeVec,
  type NumericArray,
  randomFrozenLakeMap,
  type VectorStep,
  vectorize,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { vectorEnvConformance } from "../../../conformance/vector-env.js";
import { fixture, type Seeding } from "../fixtures.js";

const CASES: readonly [string, Record<string, unknown>][] = [
  ["FrozenLake-v1", {}],
  ["FrozenLake-v1", { is_slippery: false, maxEpisodeSteps: 15 }],
  ["FrozenLake8x8-v1", { success_rate: 0.8 }],
  ["FrozenLake-v1", { desc: ["SFS", "HFF", "FFG"], reward_schedule: [10, -5, -1] }],
  ["CliffWalking-v1", { maxEpisodeSteps: 40 }],
  ["CliffWalkingSlippery-v1", { maxEpisodeSteps: 40 }],
  ["Taxi-v4", {}],
  ["Taxi-v4", { is_rainy: true, fickle_passenger: true, fickle_probability: 0.9, maxEpisodeSteps: 60 }],
  ["Blackjack-v1", {}],
  ["Blackjack-v1", { sab: false, natural: true }],
];

describe.each(CASES)("%s %o", (id, options) => {
  const single = () => make(id, options);
  const native = (numEnvs: number) => makeVec(id, { ...options, numEnvs });
  for (const check of vectorEnvConformance(native, single)) test(check.name, () => check.run());

  test("passes every check", () => {
    expect(checkEnv(single)).toEqual([]);
  });

  test("tells the same infos in both forms", () => {
    const vector = native(3);
    const singles = vectorize(single, 3);
    expect(infosOf(vector.reset({ seed: 5 }))).toEqual(infosOf(singles.reset({ seed: 5 })));
    vector.actionSpace.seed(5);
    for (let step = 0; step < 200; step++) {
      const actions = Int32Array.from({ length: 3 }, () => vector.actionSpace.sample() as number);
      expect(infosOf(vector.step(actions))).toEqual(infosOf(singles.step(actions)));
    }
  });
});

/** Every key's present values, one a sub-environment, whatever they are stored in. */
function infosOf(result: object): unknown {
  return perEnvironment((result as VectorStep).infos, 3);
}

function perEnvironment(infos: Readonly<Record<string, unknown>>, numEnvs: number): unknown {
  return Array.from({ length: numEnvs }, (_, i) => {
    const own: Record<string, unknown> = {};
    for (const key of Object.keys(infos).filter((name) => !name.startsWith("_"))) {
      if ((infos[`_${key}`] as ArrayLike<number>)[i] !== 1) continue;
      const values = infos[key];
      if (ArrayBuffer.isView(values) || Array.isArray(values)) {
        const all = values as unknown as ArrayLike<unknown>;
        const size = all.length / numEnvs;
        own[key] = size === 1 ? plain(all[i]) : Array.from(all).slice(i * size, (i + 1) * size);
      } else {
        own[key] = (perEnvironment(values as Record<string, unknown>, numEnvs) as unknown[])[i];
      }
    }
    // Only singles that were joined repeat the last observation here; and where there is nothing to tell,
    // native forms leave its info out.
    delete own.final_obs;
    if (JSON.stringify(own.final_info) === "{}") delete own.final_info;
    return own;
  });
}

const plain = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as unknown as NumericArray) : value;

const seeding = fixture<Seeding>("seeding");
const IDS = ["FrozenLake-v1", "CliffWalking-v1", "Taxi-v4", "Blackjack-v1"].filter(
  (id) => id in seeding.reset,
);

describe.each(IDS)("%s resets as Gymnasium does", (id) => {
  test.each(Object.entries(seeding.reset[id]!))("seed %s", (seed, golden) => {
    const env = make(id);
    const show = (observation: unknown): unknown =>
      Array.isArray(golden.obs) ? [observation].flat() : observation;
    expect(show(env.reset({ seed: BigInt(seed) }).observation)).toEqual(golden.obs);
    expect(show(env.reset().observation)).toEqual(golden.obs_second_reset);
    env.actionSpace.seed(BigInt(seed));
    expect(golden.action_samples.map(() => env.actionSpace.sample())).toEqual(golden.action_samples);
  });
});

test.each([
  [8, 0.8, 0, "SFFFHHFF FHHFHFFF HFFFFFFF FFHHFFFF FFFFFHHF FFFFFHFF FHFFHFFF FFFFFFFG"],
  [5, 0.6, 3, "SFFFH FFFHH HFFHF HFFHH FFFFG"],
  [4, 0.5, 7, "SFFH FFFH HFFH FFFG"],
])(
  "a random lake of side %d, frozen %d and seed %d is the one of generate_random_map",
  (size, frozen, seed, rows) => {
    expect(randomFrozenLakeMap({ size, frozen, seed })).toEqual(rows.split(" "));
  },
);

test("random lakes have a way to the goal, and repeat with a seed", () => {
  for (let seed = 0; seed < 20; seed++) {
    const map = randomFrozenLakeMap({ size: 6, frozen: 0.6, seed });
    expect(map).toEqual(randomFrozenLakeMap({ size: 6, frozen: 0.6, seed }));
    expect(map.join("")).toMatch(/^S[FH]{34}G$/);
  }
  const env = make("FrozenLake-v1", { map_name: null });
  expect(`${env.observationSpace}`).toBe("Discrete(64)");
});

test.each([
  ["FrozenLake-v1", { map_name: "5x5" }, "map_name: 5x5 is not allowed; use one of 4x4, 8x8, or null"],
  ["FrozenLake-v1", { desc: ["SF", "G"] }, "rows of equal length of S, F, H and G"],
  ["FrozenLake-v1", { desc: ["FF", "FG"] }, "with an S among them"],
  ["FrozenLake-v1", { success_rate: 1.5 }, "success_rate: 1.5 is not allowed; use a number from 0 to 1."],
  ["FrozenLake-v1", { reward_schedule: [1, 2] }, "three numbers"],
  ["CliffWalking-v1", { is_slipery: true }, "keyword argument: is_slipery"],
  ["Taxi-v4", { fickle_probability: -1 }, "fickle_probability: -1"],
  ["Blackjack-v1", { sab: 1 }, "sab: 1 is not allowed; use true or false."],
])("%s refuses %o", (id, kwargs, sentence) => {
  expect(() => make(id, kwargs)).toThrow(InvalidArgumentError);
  expect(() => make(id, kwargs)).toThrow(sentence);
});
