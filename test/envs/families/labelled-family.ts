import fc from "fast-check";
import { checkEnv, infoOf, make, makeVec, type VectorStep } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { SPLITS, type TaskFamily, type TaskParameters } from "../../../envs/families/index.js";
import { vectorEnvConformance } from "../../conformance/vector-env.js";

/** A family of labelled samples. */
export interface LabelledFamily<Task extends TaskParameters> {
  readonly family: TaskFamily<Task>;
  /** Numbers of a sample. */
  readonly size: number;
  readonly classes: number;
  /** The task's own samples, without an environment. */
  readonly samplesOf: (task: Task) => {
    readonly trainingSize: number;
    training(k: number, target: Float32Array, at: number): number;
  };
}

type LabelledTask = TaskParameters & { readonly trainingSize: number; readonly sampleSeed: number };

/** What every family of labelled samples must do. */
export function labelledFamilyTests<Task extends LabelledTask>({
  family,
  size,
  classes,
  samplesOf,
}: LabelledFamily<Task>): void {
  const id = family.environmentId;
  const drawn = (seed: number): Task => family.sample("training", seed, 1)[0]!;

  /** Samples as text, so that they can be looked up. */
  const shown = (batch: Float32Array, count: number): string[] =>
    Array.from({ length: count }, (_, i) => batch.subarray(i * size, (i + 1) * size).join());

  const trainingSet = (task: Task): { samples: string[]; labels: number[] } => {
    const samples = samplesOf(task);
    const all = new Float32Array(samples.trainingSize * size);
    const labels = Array.from({ length: samples.trainingSize }, (_, k) => samples.training(k, all, k * size));
    return { samples: shown(all, samples.trainingSize), labels };
  };

  describe.each(["training", "test"] as const)("the %s set", (set) => {
    const task = { ...drawn(7), set };
    const checks = vectorEnvConformance(
      (numEnvs) => makeVec(id, { ...task, numEnvs }),
      () => make(id, task),
    );
    for (const check of checks) test(check.name, () => check.run());

    test("checkEnv finds nothing", () => {
      expect(checkEnv(() => make(id, task))).toEqual([]);
    });

    test("a vector of different tasks equals the single environment of each, labels included", () => {
      const tasks = SPLITS.flatMap((split) => family.sample(split, 3, 3)).map((one, i) => ({
        ...one,
        set,
        // Passes end within the steps, not all at once.
        trainingSize: 20 + i,
      }));
      const n = tasks.length;
      const vector = family.makeVec(tasks);
      const first = vector.reset({ seed: 20 }) as VectorStep;
      const singles = tasks.map((own, i) => {
        const env = make(id, own);
        const { info } = env.reset({ seed: 20 + i });
        expect(infoOf(first.infos, i, n)).toEqual(info);
        return env;
      });
      for (let s = 0; s < 50; s++) {
        const step = vector.step(Int32Array.from(tasks, (_, i) => (s + i) % classes)) as VectorStep;
        for (const [i, env] of singles.entries()) {
          const { reward, info } = env.step((s + i) % classes);
          const next = env.reset();
          expect(step.rewards[i]).toBe(reward);
          expect(infoOf(step.infos, i, n)).toEqual({ ...next.info, final_info: info });
          expect(step.observations.subarray(i * size, (i + 1) * size)).toEqual(next.observation);
        }
      }
    });

    test("a saved state brings its tasks along, and where its passes are", () => {
      const [env, other] = [1, 2].map((seed) =>
        family.makeVec(family.sample("training", seed, 4).map((own) => ({ ...own, set }))),
      );
      env!.reset({ seed: 4 });
      for (let s = 0; s < 30; s++) env!.step(new Int32Array(4));
      other!.reset({ seed: 5 });
      other!.restore!(env!.state!());
      for (let s = 0; s < 400; s++) {
        const actions = new Int32Array(4).fill(s % classes);
        const [expected, actual] = [env!.step(actions), other!.step(actions)] as [VectorStep, VectorStep];
        expect(actual.observations).toEqual(expected.observations);
        expect(actual.infos).toEqual(expected.infos);
      }
    });

    test("the right answer is the label that the infos tell, and no other is", () => {
      const env = make(id, task);
      let { info } = env.reset({ seed: 3 });
      for (let s = 0; s < 50; s++) {
        const saved = env.state!();
        const { label } = info as { label: number };
        for (let action = 0; action < classes; action++) {
          env.restore!(saved);
          const step = env.step(action);
          expect(step).toMatchObject({
            reward: action === label ? 1 : 0,
            terminated: true,
            truncated: false,
          });
          expect(step.info).toEqual({ label });
        }
        ({ info } = env.reset());
      }
    });
  });

  test("each pass shows the whole training set once, in another order than the one before", () => {
    const task = drawn(2);
    const { samples, labels } = trainingSet(task);
    expect(new Set(samples).size).toBe(task.trainingSize);
    const env = make(id, task);
    const orders = [1, 2, 3].map((pass) =>
      Array.from({ length: task.trainingSize }, (_, k) => {
        const { observation, info } = env.reset(pass === 1 && k === 0 ? { seed: 1 } : {});
        const sample = samples.indexOf((observation as Float32Array).join());
        expect((info as { label: number }).label).toBe(labels[sample]);
        env.step(0);
        return sample;
      }),
    );
    for (const order of orders) {
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from(samples, (_, k) => k));
    }
    expect(new Set(orders.map((order) => order.join())).size).toBe(3);
  });

  test("a seed begins a pass; a seed that is refused changes nothing", () => {
    const task = { ...drawn(2), trainingSize: 30 };
    const [env, other] = [make(id, task), make(id, task)];
    const pass = (one: typeof env) =>
      Array.from({ length: 30 }, (_, k) => String(one.reset(k === 0 ? { seed: 9 } : {}).observation));
    for (let k = 0; k < 7; k++) env.reset(k === 0 ? { seed: 1 } : {});
    expect(pass(env)).toEqual(pass(other));
    for (const one of [env, other]) for (let k = 0; k < 3; k++) one.reset();
    expect(() => env.reset({ seed: -1 })).toThrow();
    const vectors = [env, other].map(() => makeVec(id, { ...task, numEnvs: 2 }));
    for (const vector of vectors) {
      vector.reset({ seed: 1 });
      vector.step(new Int32Array(2));
    }
    expect(() => vectors[0]!.reset({ seed: [1] })).toThrow();
    for (let k = 0; k < 40; k++) {
      expect(env.reset().observation).toEqual(other.reset().observation);
      const [a, b] = vectors.map((vector) => vector.step(new Int32Array(2)) as VectorStep);
      expect(a!.observations).toEqual(b!.observations);
    }
  });

  test("test samples are never training samples, whatever the seeds", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (taskSeed, seed) => {
        const task = drawn(taskSeed);
        const { samples } = trainingSet(task);
        // The very seed of the training samples as well.
        for (const own of [seed, task.sampleSeed]) {
          const vector = makeVec(id, { ...task, set: "test", numEnvs: 64 });
          const batch = vector.reset({ seed: own }) as VectorStep;
          const tested = shown(batch.observations as Float32Array, 64);
          expect(tested.filter((sample) => samples.includes(sample))).toEqual([]);
          expect(new Set(tested).size).toBe(64);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("the label seed decides labels and nothing else", () => {
    const task = drawn(3);
    const [a, b] = [trainingSet(task), trainingSet({ ...task, labelSeed: 1 })];
    expect(b.samples).toEqual(a.samples);
    expect(b.labels).not.toEqual(a.labels);
    expect(new Set(b.labels)).toEqual(new Set(Array.from({ length: classes }, (_, c) => c)));
  });

  test("refuses tasks that do not fit together", () => {
    const [a, b] = family.sample("training", 0, 2);
    expect(() => family.makeVec([a!, { ...b!, set: "test" }])).toThrow(
      "tasks[1] set: test is not allowed; use training, as in the first task.",
    );
    expect(() => make(id, { set: "validation" })).toThrow('use "training" or "test"');
    expect(() => make(id, { trainingSize: 2.5 })).toThrow("use an integer from 1 to");
  });
}
