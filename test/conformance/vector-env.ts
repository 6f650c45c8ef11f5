import {
  type ActionBatch,
  allocate,
  type Discrete,
  type Env,
  type MultiDiscrete,
  packingOf,
  type Space,
  type VectorEnv,
  type VectorReset,
  type VectorStep,
  withAutoreset,
} from "gymnasium-js";
import type { ConformanceCheck } from "./credit-rule.js";

const SEED = 7;
const NUM_ENVS = 3;
const STEPS = 120;

function check(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

/** Native vector environments never return a promise, and the suite holds them to it. */
function now<T>(value: T | Promise<T>, call: string): T {
  check(!(value instanceof Promise), `${call} returned a promise; a native vector environment must not.`);
  return value as T;
}

/** Numbers of a value in a batch. */
const sizeOf = (space: Space): number => packingOf(space).size;

/** Random valid actions, the same ones for the same seed. */
function randomActions(env: VectorEnv, seed: number): () => ActionBatch {
  const space = env.actionSpace;
  const { dtype, size, pack } = packingOf(space);
  space.seed(seed);
  return () => {
    const batch = allocate(dtype, env.numEnvs * size);
    for (let i = 0; i < env.numEnvs; i++) pack(space.sample(), batch, i * size);
    return batch;
  };
}

interface Copy {
  readonly observations: number[];
  readonly rewards: number[];
  readonly terminated: number[];
  readonly truncated: number[];
  readonly valid: number[];
  /** Of the sub-environments that ended. */
  readonly finalObservations: Record<number, number[]>;
}

function copy(step: VectorStep, size: number): Copy {
  const finalObservations: Record<number, number[]> = {};
  for (let i = 0; i < step.rewards.length; i++) {
    if (step.terminated[i] || step.truncated[i]) {
      finalObservations[i] = Array.from(step.finalObservations.subarray(i * size, (i + 1) * size));
    }
  }
  return {
    observations: Array.from(step.observations),
    rewards: Array.from(step.rewards),
    terminated: Array.from(step.terminated),
    truncated: Array.from(step.truncated),
    valid: Array.from(step.valid),
    finalObservations,
  };
}

function same(actual: unknown, expected: unknown, where: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(a === b, `${where}: ${a?.slice(0, 300)} instead of ${b?.slice(0, 300)}.`);
}

function roll(env: VectorEnv, actions: () => ActionBatch, steps: number): Copy[] {
  const size = sizeOf(env.observationSpace);
  return Array.from({ length: steps }, () => copy(now(env.step(actions()), "step"), size));
}

function checkShapes(env: VectorEnv, first: VectorReset): void {
  const size = sizeOf(env.observationSpace);
  const n = env.numEnvs;
  check(
    first.observations.length === n * size,
    `reset gave ${first.observations.length} observation values, not ${n * size}.`,
  );
  const actions = randomActions(env, SEED);
  let over = new Uint8Array(n);
  for (let s = 0; s < STEPS; s++) {
    const step = now(env.step(actions()), "step");
    for (const field of ["observations", "finalObservations"] as const) {
      check(step[field].length === n * size, `${field} has ${step[field].length} values, not ${n * size}.`);
    }
    for (const field of ["rewards", "terminated", "truncated", "valid"] as const) {
      check(step[field].length === n, `${field} has ${step[field].length} entries, not ${n}.`);
    }
    check(step.rewards instanceof Float64Array, "rewards is not a Float64Array.");
    for (let i = 0; i < n; i++) {
      const at = `step ${s}, sub-environment ${i}`;
      check(Number.isFinite(step.rewards[i]), `${at}: the reward ${step.rewards[i]} is not finite.`);
      check(step.terminated[i]! <= 1 && step.truncated[i]! <= 1, `${at}: a flag is neither 0 nor 1.`);
      checkReset(env, step, i, over[i] === 1, at);
      check(
        env.observationSpace.contains(packingOf(env.observationSpace).unpack(step.observations, i * size)),
        `${at}: the observation is not in ${env.observationSpace}.`,
      );
    }
    over = step.terminated.map((flag, i) => flag | step.truncated[i]!);
  }
}

/** Only `next-step` has reset transitions, one after each end. */
function checkReset(env: VectorEnv, step: VectorStep, i: number, wasOver: boolean, at: string): void {
  const valid = step.valid[i];
  if (env.autoresetMode !== "next-step") {
    check(valid === 1, `${at}: valid is ${valid}; resets belong in the step that ends an episode.`);
    return;
  }
  const over = step.terminated[i] === 1 || step.truncated[i] === 1;
  check(valid === (wasOver ? 0 : 1), `${at}: valid is ${valid} ${wasOver ? "after an end" : "without one"}.`);
  check(!(wasOver && over), `${at}: a reset transition has a flag.`);
  check(
    !wasOver || step.rewards[i] === 0,
    `${at}: the reset transition's reward is ${step.rewards[i]}, not 0.`,
  );
  if (!over) return;
  const size = sizeOf(env.observationSpace);
  const [shown, last] = [step.observations, step.finalObservations].map((batch) =>
    Array.from(batch.subarray(i * size, (i + 1) * size)),
  );
  same(shown, last, `${at}: the observation of the step that ended, against the final one`);
}

/** A `disabled` environment must not step what ended, and resets what it is told to. */
function checkPartialResets(env: VectorEnv): void {
  const size = sizeOf(env.observationSpace);
  const actions = randomActions(env, SEED);
  now(env.reset({ seed: SEED }), "reset");
  for (let s = 0; s < STEPS; s++) {
    const { observations, terminated, truncated } = now(env.step(actions()), "step");
    const mask = terminated.map((flag, i) => flag | truncated[i]!);
    if (!mask.includes(1)) continue;
    const before = Array.from(observations);
    refuses(() => env.step(actions()), "A step of an environment that ended");
    const after = Array.from(now(env.reset({ mask }), "reset").observations);
    for (let i = 0; i < env.numEnvs; i++) {
      if (mask[i] === 1) continue;
      const [from, to] = [i * size, (i + 1) * size];
      same(after.slice(from, to), before.slice(from, to), `sub-environment ${i}, which the mask leaves out`);
    }
  }
  refuses(() => env.reset({ mask: new Uint8Array(env.numEnvs) }), "A mask of no sub-environment");
  refuses(() => env.reset({ mask: new Uint8Array(env.numEnvs + 1).fill(1) }), "A mask of the wrong length");
}

/** Numbers of an action that are not in the space; none where the environment may clip them. */
function wrongActions(space: Space): number[][] {
  const { size } = packingOf(space);
  const wrong = (first: readonly number[], rest: ArrayLike<number>): number[][] =>
    first.map((value) => [value, ...Array.from(rest).slice(1)]);
  if (space.kind === "Discrete") {
    const { start, n } = space as Discrete;
    return wrong([start - 1, start + n, start + 0.5, Number.NaN], [start]);
  }
  if (space.kind === "MultiDiscrete") {
    const { start, nvec } = space as MultiDiscrete;
    return wrong([start[0]! - 1, start[0]! + nvec[0]!, start[0]! + 0.5], start);
  }
  return space.kind === "MultiBinary" ? wrong([-1, 2, 0.5], new Int8Array(size)) : [];
}

function single(makeSingle: () => Env, env: VectorEnv, i: number, batches: readonly ActionBatch[]): Copy[] {
  const alone = makeSingle();
  const observations = packingOf(env.observationSpace);
  const actions = packingOf(env.actionSpace);
  const flat = (value: unknown): number[] => {
    const packed = allocate(observations.dtype, observations.size);
    observations.pack(value, packed, 0);
    return Array.from(packed);
  };
  alone.reset({ seed: SEED + i });
  const later = env.autoresetMode === "next-step";
  let over = false;
  const run = batches.map((batch): Copy => {
    if (over && later) {
      over = false;
      const first = flat(alone.reset().observation);
      return {
        observations: first,
        rewards: [0],
        terminated: [0],
        truncated: [0],
        valid: [0],
        finalObservations: {},
      };
    }
    const result = alone.step(actions.unpack(batch, i * actions.size));
    over = result.terminated || result.truncated;
    const last = flat(result.observation);
    return {
      observations: over && !later ? flat(alone.reset().observation) : last,
      rewards: [result.reward],
      terminated: [result.terminated ? 1 : 0],
      truncated: [result.truncated ? 1 : 0],
      valid: [1],
      finalObservations: over ? { [i]: last } : {},
    };
  });
  alone.close?.();
  return run;
}

function checkAgainstSingles(env: VectorEnv, makeSingle: () => Env): void {
  const size = sizeOf(env.observationSpace);
  now(env.reset({ seed: SEED }), "reset");
  const actions = randomActions(env, SEED);
  const batches = Array.from({ length: STEPS }, actions);
  const steps = batches.map((batch) => copy(now(env.step(batch), "step"), size));
  for (let i = 0; i < env.numEnvs; i++) {
    for (const [s, expected] of single(makeSingle, env, i, batches).entries()) {
      const step = steps[s]!;
      const actual: Copy = {
        observations: step.observations.slice(i * size, (i + 1) * size),
        rewards: [step.rewards[i]!],
        terminated: [step.terminated[i]!],
        truncated: [step.truncated[i]!],
        valid: [step.valid[i]!],
        finalObservations: step.finalObservations[i] === undefined ? {} : { [i]: step.finalObservations[i] },
      };
      same(
        actual,
        expected,
        `step ${s}, sub-environment ${i} with seed ${SEED + i}, against the single environment`,
      );
    }
  }
}

function refuses(act: () => unknown, what: string): void {
  try {
    act();
  } catch {
    return;
  }
  throw new Error(`${what} was not refused.`);
}

/**
 * What every native vector environment must hold to, its time limit included, in the autoreset mode that
 * it declares; `disabled` ones are also driven through `withAutoreset`. Observations and actions may be of
 * any packable space.
 *
 * @param makeVector makes one of the given size; called several times.
 * @param makeSingle makes the single form, with the same time limit: sub-environment i with the seed
 *   s + i must then equal it with the seed s + i.
 */
export function vectorEnvConformance(
  makeVector: (numEnvs: number) => VectorEnv,
  makeSingle?: () => Env,
): readonly ConformanceCheck[] {
  const makeDriven = (numEnvs: number): VectorEnv => withAutoreset(makeVector(numEnvs));
  const on = (name: string, body: (env: VectorEnv) => void, numEnvs = NUM_ENVS): ConformanceCheck => ({
    name,
    run: () => {
      const env = makeDriven(numEnvs);
      try {
        body(env);
      } finally {
        void env.close();
      }
    },
  });
  const checks = [
    on("has the size asked for and an id", (env) => {
      check(env.numEnvs === NUM_ENVS, `numEnvs is ${env.numEnvs}, not ${NUM_ENVS}.`);
      check(env.spec.id.length > 0, "spec.id is empty.");
    }),
    on("steps give arrays of the declared shapes, dtypes and ranges", (env) =>
      checkShapes(env, now(env.reset({ seed: SEED }), "reset")),
    ),
    on("one sub-environment works", (env) => checkShapes(env, now(env.reset({ seed: SEED }), "reset")), 1),
    on("equal seeds and actions give equal runs", (env) => {
      const other = makeDriven(NUM_ENVS);
      const runs = [env, other].map((one) => {
        const first = Array.from(now(one.reset({ seed: SEED }), "reset").observations);
        return { first, steps: roll(one, randomActions(one, SEED), STEPS) };
      });
      void other.close();
      same(runs[1], runs[0], "two environments with the same seed");
    }),
    on("an integer seed s gives sub-environment i the seed s + i", (env) => {
      const spread = Array.from(now(env.reset({ seed: SEED }), "reset").observations);
      const seeds = Array.from({ length: NUM_ENVS }, (_, i) => SEED + i);
      const listed = Array.from(now(env.reset({ seed: seeds }), "reset").observations);
      same(listed, spread, "a list of seeds against one seed");
      refuses(() => env.reset({ seed: [SEED] }), "A list of seeds of the wrong length");
    }),
    on("refuses a step before the first reset", (env) => {
      refuses(
        () => env.step(new Int32Array(NUM_ENVS * sizeOf(env.actionSpace))),
        "A step before the first reset",
      );
    }),
    on("refuses wrong actions before any sub-environment is stepped", (env) => {
      now(env.reset({ seed: SEED }), "reset");
      const before = env.state?.().join();
      const size = sizeOf(env.actionSpace);
      refuses(() => env.step(new Int32Array(NUM_ENVS * size + 1)), "A batch of the wrong length");
      const right = randomActions(env, SEED)();
      for (const wrong of wrongActions(env.actionSpace)) {
        const batch = Float64Array.from(right);
        batch.set(wrong, (NUM_ENVS - 1) * size);
        refuses(() => env.step(batch), `The action ${wrong.join(", ")}`);
      }
      if (before !== undefined) same(env.state?.().join(), before, "the state after refused actions");
    }),
    {
      name: "without autoreset, refuses to step what ended and resets by a mask",
      run: () => {
        const env = makeVector(NUM_ENVS);
        if (env.autoresetMode === "disabled") checkPartialResets(env);
        void env.close();
      },
    },
    on("a restored state continues the run, also in another environment", (env) => {
      if (env.state === undefined || env.restore === undefined) return;
      now(env.reset({ seed: SEED }), "reset");
      const actions = randomActions(env, SEED);
      roll(env, actions, STEPS / 2);
      const saved = env.state();
      const batches = Array.from({ length: STEPS }, actions);
      const replayed = (one: VectorEnv): Copy[] => {
        let next = 0;
        return roll(one, () => batches[next++]!, STEPS);
      };
      const expected = replayed(env);
      const other = makeDriven(NUM_ENVS);
      now(other.reset({ seed: SEED + 1 }), "reset");
      other.restore!(saved);
      same(replayed(other), expected, "after restore into a second environment");
      void other.close();
      env.restore(saved);
      same(replayed(env), expected, "after restore into the same environment");
      refuses(() => env.restore!(new Uint8Array(3)), "A state of three bytes");
    }),
  ];
  if (makeSingle !== undefined) {
    checks.push(on("equals its single environments", (env) => checkAgainstSingles(env, makeSingle)));
  }
  return checks;
}
