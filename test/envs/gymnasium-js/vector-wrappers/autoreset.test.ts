import fc from "fast-check";
import {
  type AutoresetMode,
  Box,
  type Env,
  EpisodeOverError,
  type Info,
  infoOf,
  make,
  NormalizeObservation,
  NormalizeReward,
  type NumericArray,
  packingOf,
  RecordEpisodeStatistics,
  ResetNeededError,
  TimeLimit,
  VectorClipReward,
  type VectorEnv,
  VectorFrameStackObservation,
  VectorNormalizeObservation,
  VectorNormalizeReward,
  VectorRecordEpisodeStatistics,
  VectorRecordVideo,
  type VectorReset,
  type VectorStep,
  VectorTimeAwareObservation,
  vectorize,
  withAutoreset,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { limited } from "../wrappers/playback.js";

const MODES: readonly AutoresetMode[] = ["same-step", "next-step", "disabled"];
const SEED = 11;

/** What an agent learns from. */
interface Transition {
  readonly observation: readonly number[];
  readonly action: readonly number[];
  readonly reward: number;
  readonly terminated: number;
  readonly truncated: number;
  /** The observation that followed, of the same episode. */
  readonly following: readonly number[];
}

/** An action that depends on the observation alone. */
type Policy = (observation: NumericArray) => number;
const lean: Policy = (observation) => (observation[2]! + 0.3 * observation[3]! > 0 ? 1 : 0);

/** Falls within some ten steps. */
const clumsy: Policy = (observation) => (observation[2]! > 0 ? 0 : 1);

/** The valid transitions of each sub-environment, until each has `count`. */
function transitions(env: VectorEnv, policy: Policy, count: number, onStep?: (step: VectorStep) => void) {
  const size = packingOf(env.observationSpace).size;
  const runs: Transition[][] = Array.from({ length: env.numEnvs }, () => []);
  const row = (batch: NumericArray, i: number): NumericArray => batch.slice(i * size, (i + 1) * size);
  let current = (env.reset({ seed: SEED }) as VectorReset).observations.slice();
  while (runs.some((run) => run.length < count)) {
    const actions = Int32Array.from(runs, (_, i) => policy(row(current, i)));
    const step = env.step(actions) as VectorStep;
    for (const [i, run] of runs.entries()) {
      if (step.valid[i] === 0 || run.length === count) continue;
      const over = step.terminated[i] === 1 || step.truncated[i] === 1;
      run.push({
        observation: Array.from(row(current, i)),
        action: [actions[i]!],
        reward: step.rewards[i]!,
        terminated: step.terminated[i]!,
        truncated: step.truncated[i]!,
        following: Array.from(row(over ? step.finalObservations : step.observations, i)),
      });
    }
    onStep?.(step);
    current = step.observations.slice();
  }
  return runs;
}

const cartPole = (limit: number) => (): Env => new TimeLimit(make("CartPole-v1"), limit);

const inMode = (
  mode: AutoresetMode,
  numEnvs: number,
  limit: number,
  wrap: (env: VectorEnv) => VectorEnv = (env) => env,
): VectorEnv => withAutoreset(wrap(vectorize(cartPole(limit), numEnvs, { autoresetMode: mode })));

describe("the three modes are one semantics:", () => {
  test("equal valid transitions of equal seeds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 }), (numEnvs, limit) => {
        const [same, next, disabled] = MODES.map((mode) =>
          transitions(inMode(mode, numEnvs, limit), lean, 80),
        );
        expect(next).toEqual(same);
        expect(disabled).toEqual(same);
        expect(same!.flat().some(({ terminated, truncated }) => terminated + truncated > 0)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["frame stacks", (env: VectorEnv) => new VectorFrameStackObservation(env, 3, { paddingType: "zero" })],
    ["time", (env: VectorEnv) => new VectorTimeAwareObservation(limitedSpec(env, 30))],
    ["clipped rewards", (env: VectorEnv) => new VectorClipReward(env, { maxReward: 0.5 })],
  ] as const)("with %s, inside and outside of withAutoreset", (_, wrap) => {
    const size = (env: VectorEnv) => packingOf(env.observationSpace).size;
    const newest: Policy = (observation) => lean(observation.subarray(Math.max(0, observation.length - 4)));
    const policy: Policy = (observation) =>
      observation.length === 5 ? lean(observation) : newest(observation);
    const runs = MODES.map((mode) => transitions(inMode(mode, 3, 30, wrap), policy, 90));
    const outside = wrap(inMode("disabled", 3, 30));
    expect(size(outside)).toBe(runs[0]![0]![0]!.observation.length);
    runs.push(transitions(outside, policy, 90));
    for (const run of runs.slice(1)) expect(run).toEqual(runs[0]);
  });

  test("equal episodes, and those of single environments", () => {
    const [numEnvs, limit, count] = [3, 25, 120];
    const single = Array.from({ length: numEnvs }, (_, i) => {
      const env = new RecordEpisodeStatistics(cartPole(limit)() as Env<NumericArray>, { bufferLength: 1000 });
      let { observation } = env.reset({ seed: SEED + i });
      for (let s = 0; s < count; s++) {
        const step = env.step(clumsy(observation));
        observation = step.terminated || step.truncated ? env.reset().observation : step.observation;
      }
      return { returns: env.returnQueue, lengths: env.lengthQueue };
    });
    for (const mode of MODES) {
      for (const outside of [false, true]) {
        const record = (env: VectorEnv) => new VectorRecordEpisodeStatistics(env);
        const env = outside ? record(inMode(mode, numEnvs, limit)) : inMode(mode, numEnvs, limit, record);
        const told = Array.from({ length: numEnvs }, () => ({
          returns: [] as number[],
          lengths: [] as number[],
        }));
        const taken = new Array<number>(numEnvs).fill(0);
        transitions(env, clumsy, count, ({ infos, valid, terminated, truncated }) => {
          for (const [i, of] of told.entries()) {
            if (valid[i] === 1) taken[i]!++;
            const own = infoOf(infos, i, numEnvs);
            const final = (own.final_info ?? own) as Info;
            const episode = (own.episode ?? final.episode) as Record<"r" | "l", number> | undefined;
            expect(episode !== undefined).toBe(terminated[i] === 1 || truncated[i] === 1);
            if (episode === undefined || taken[i]! > count) continue;
            of.returns.push(episode.r);
            of.lengths.push(episode.l);
          }
        });
        expect(told).toEqual(single);
        expect(single[0]!.lengths.length).toBeGreaterThan(6);
      }
    }
  });

  test.each(MODES)("normalised as the single form does, %s", (mode) => {
    const alone = new NormalizeReward(new NormalizeObservation(cartPole(20)() as Env<NumericArray>));
    const wrap = (env: VectorEnv) => new VectorNormalizeObservation(env);
    const env = inMode(mode, 1, 20, wrap);
    const [run] = transitions(env, lean, 100);
    let { observation } = alone.reset({ seed: SEED });
    for (const { observation: given, following, terminated } of run!) {
      expect(Array.from(observation)).toEqual(given);
      const step = alone.step(lean(observation));
      expect(Array.from(step.observation)).toEqual(following);
      expect(step.terminated).toBe(terminated === 1);
      observation = step.terminated || step.truncated ? alone.reset().observation : step.observation;
    }
  });

  test("normalised observations: same-step and disabled equal, also around withAutoreset", () => {
    const wrap = (env: VectorEnv) => new VectorNormalizeObservation(env);
    const same = transitions(inMode("same-step", 4, 20, wrap), lean, 100);
    expect(transitions(inMode("disabled", 4, 20, wrap), lean, 100)).toEqual(same);
    expect(transitions(wrap(inMode("disabled", 4, 20)), lean, 100)).toEqual(same);
    // Batches of next-step are put together otherwise, but every observation counts once there too.
    const counts = MODES.map((mode) => {
      let normalize: VectorNormalizeObservation | undefined;
      const env = inMode(mode, 2, 20, (inner) => {
        normalize = new VectorNormalizeObservation(inner);
        return normalize;
      });
      let expected = 2;
      transitions(env, lean, 60, ({ valid, terminated, truncated }) => {
        const ended = terminated.filter((flag, i) => (flag | truncated[i]!) === 1).length;
        expected += mode === "next-step" ? valid.length : valid.length + ended;
      });
      return normalize!.statistics.count - expected;
    });
    for (const difference of counts) expect(difference).toBeCloseTo(1e-4, 10);
  });

  test("normalised rewards: valid transitions count, and no others", () => {
    const variances = MODES.map((mode) => {
      const env = new VectorNormalizeReward(inMode(mode, 1, 15));
      const [run] = transitions(env, lean, 60);
      expect(env.statistics.count).toBeCloseTo(60 + 1e-4, 10);
      return { variance: env.statistics.variance[0], rewards: run!.map(({ reward }) => reward) };
    });
    expect(variances[1]).toEqual(variances[0]);
    expect(variances[2]).toEqual(variances[0]);
  });
});

/** CartPole's own spec says 500. */
function limitedSpec(env: VectorEnv, maxEpisodeSteps: number): VectorEnv {
  return Object.defineProperty(env, "spec", { value: { ...env.spec, maxEpisodeSteps } });
}

describe("next-step", () => {
  test("gives the last observation, then ignores an action and gives the first one", () => {
    const env = vectorize([limited("box64", 1), limited("box64", 0)], undefined, {
      autoresetMode: "next-step",
    });
    expect(env.autoresetMode).toBe("next-step");
    void env.reset();
    const ended = env.step(new Float32Array(4)) as VectorStep;
    expect([...ended.terminated, ...ended.truncated, ...ended.valid]).toEqual([0, 0, 1, 0, 1, 1]);
    expect(ended.finalObservations.slice(0, 2)).toEqual(ended.observations.slice(0, 2));
    const last = ended.observations.slice(0, 2);
    const next = env.step(Float32Array.of(Number.NaN, 9, 0, 0)) as VectorStep;
    expect([...next.terminated, ...next.truncated, ...next.valid]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(next.rewards[0]).toBe(0);
    expect(next.observations.slice(0, 2)).not.toEqual(last);
  });
});

describe("disabled", () => {
  const make2 = () =>
    vectorize([limited("box64", 1), limited("box64", 0)], undefined, { autoresetMode: "disabled" });

  test("refuses to step what ended, and goes on after a reset by a mask", () => {
    const env = make2();
    expect(() => env.reset({ mask: Uint8Array.of(1, 0) })).toThrow(ResetNeededError);
    void env.reset();
    const { observations } = env.step(new Float32Array(4)) as VectorStep;
    const other = observations.slice(2);
    const state = env.state!();
    expect(() => env.step(new Float32Array(4))).toThrow(EpisodeOverError);
    expect(() => env.step(new Float32Array(4))).toThrow("the episode of sub-environment 0 is over");
    expect(env.state!()).toEqual(state);
    const reset = env.reset({ mask: Uint8Array.of(1, 0) }) as VectorReset;
    expect(reset.observations.slice(2)).toEqual(other);
    expect(() => env.step(new Float32Array(4))).not.toThrow();
  });

  test.each([
    ["no entry", new Uint8Array(2)],
    ["another length", Uint8Array.of(1)],
    ["other numbers", Uint8Array.of(2, 0)],
    ["a list", [1, 0] as unknown as Uint8Array],
  ])("refuses a mask of %s", (_, mask) => {
    const env = make2();
    void env.reset();
    const wrapped = new VectorRecordEpisodeStatistics(env);
    for (const one of [env, wrapped]) expect(() => one.reset({ mask })).toThrow("mask: ");
  });

  test("a recording keeps the last picture of an episode", () => {
    const names: [string, number[]][] = [];
    const record = new VectorRecordVideo(make2(), {
      episodeTrigger: () => true,
      write: ({ name, frames }) =>
        names.push([name, frames.map((frame) => (typeof frame === "string" ? -1 : frame.pixels[0]!))]),
    });
    const env = withAutoreset(record);
    void env.reset();
    for (let s = 0; s < 7; s++) void env.step(new Float32Array(4));
    void env.close();
    expect(names.slice(0, 2)).toEqual([
      ["rl-video-episode-0", [0, 1]],
      ["rl-video-episode-1", [2, 3, 4, 5, 6, 7]],
    ]);
  });
});

describe("withAutoreset", () => {
  test("returns other environments as they are", () => {
    for (const autoresetMode of ["same-step", "next-step"] as const) {
      const env = vectorize(cartPole(5), 1, { autoresetMode });
      expect(withAutoreset(env)).toBe(env);
    }
    expect(() => vectorize(cartPole(5), 1, { autoresetMode: "none" as AutoresetMode })).toThrow(
      "autoresetMode: none is not allowed; use same-step, next-step, disabled.",
    );
  });

  test("gives the infos of same-step", () => {
    const run = (mode: AutoresetMode) => {
      const env = withAutoreset(
        vectorize([new Talking(2), new Talking(3)], undefined, { autoresetMode: mode }),
      );
      const told = [(env.reset() as VectorReset).infos];
      for (let s = 0; s < 7; s++) told.push((env.step(new Float32Array(2)) as VectorStep).infos);
      return structuredClone(told);
    };
    expect(run("disabled")).toEqual(run("same-step"));
    expect(run("same-step")[2]).toMatchObject({
      final_info: { count: Float64Array.of(2, 0) },
      _final_info: Uint8Array.of(1, 0),
      count: Float64Array.of(0, 2),
    });
  });
});

/** Tells how many steps it has made, as a number, a list and in words. */
class Talking implements Env<NumericArray, NumericArray> {
  readonly observationSpace = new Box(0, 9);
  readonly actionSpace = new Box(0, 1);
  #count = 0;

  constructor(readonly length: number) {}

  reset() {
    this.#count = 0;
    return { observation: Float32Array.of(0), info: this.#info() };
  }

  step() {
    this.#count++;
    const terminated = this.#count === this.length;
    return {
      observation: Float32Array.of(this.#count),
      reward: 1,
      terminated,
      truncated: false,
      info: this.#info(),
    };
  }

  #info(): Info {
    const count = this.#count;
    return {
      count,
      pair: Int32Array.of(count, -count),
      word: `${count}`,
      even: count % 2 === 0,
      deep: { count },
    };
  }
}
