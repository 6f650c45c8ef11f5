import type { AdamStep, Engine } from "../../../src/engine/engine.js";
import type { Program } from "./program-parts.js";
import { SINGLE_SAMPLE_PROGRAMS } from "./programs.js";
import { normal, positive, type Result, type Shape, Workspace } from "./workspace.js";

const SHAPE: Shape = { inputs: 5, units: 7, batch: 3, replicas: 2 };

/** Throws unless `programs`, each operation run twice, leave the same bits when it is recorded before. */
export function checkRecording(
  createEngine: () => Engine,
  programs: Readonly<Record<string, Program>>,
): void {
  for (const [name, program] of Object.entries(programs)) {
    const shape = name in SINGLE_SAMPLE_PROGRAMS ? { ...SHAPE, batch: 1 } : SHAPE;
    const [plain, recorded] = [false, true].map((isRecorded) => {
      const engine = createEngine();
      const w = new Workspace(twice(engine, isRecorded), shape, 1);
      program(w);
      return w.results;
    });
    same(recorded, plain);
  }
}

/** Throws unless a program runs on what tensors and Adam's constants hold at the time of the run. */
export function checkReplay(createEngine: () => Engine): void {
  const [plain, recorded] = [false, true].map((isRecorded) => {
    const w = new Workspace(createEngine(), { ...SHAPE, batch: 1 }, 1);
    const { engine } = w;
    const [temperature, rate, active] = [w.scalars([1, 2]), w.scalars([0.1]), w.scalars([1])];
    const steps: Writable[] = [0.9, 0.5].map((beta1) => {
      return { beta1, beta2: 0.99, epsilon: 1e-8, correction1: 1, correction2: 1 };
    });
    const state = steps.map(() => [w.weights(normal), w.weights(normal), w.weights(positive)] as const);
    const [h, e, gain] = [w.inputs(normal), w.units(normal), w.samples(normal)];
    const before = h.data.slice();
    const operations = (): void => {
      engine.multiply(h, h, h);
      // Two after one another with the same constants, then others.
      [0, 0, 1, 0].forEach((k) => {
        engine.adamOuter(...state[k], h, e, gain, temperature, rate, active, steps[k]);
      });
    };
    const run = isRecorded ? engine.record(operations) : operations;
    if (h.data.some((value, k) => value !== before[k])) throw new Error("Recording must not change a value.");
    const results: Result[] = [];
    for (let n = 1; n <= 3; n++) {
      steps.forEach((step, k) => {
        step.correction1 = 1 / (1 - step.beta1 ** n);
        step.correction2 = n + k;
      });
      gain.data[0] = n;
      run();
      // More memory than any engine sets aside.
      engine.tensor(1, 1000, 1000 * n).data.fill(7);
      for (const tensor of [h, ...state.flat()]) {
        results.push({ name: `run ${n}`, values: Float64Array.from(tensor.data), tolerance: 0 });
      }
    }
    return results;
  });
  same(recorded, plain);
}

/** Throws unless operations that cannot be put off are run as they are, each time. */
export function checkUnrecordable(createEngine: () => Engine): void {
  const engine = createEngine();
  const [tensor, kept] = [engine.tensor(1, 1, 1), engine.tensor(1, 1, 1)];
  kept.data[0] = 3;
  const triple = engine.record(() => engine.multiply(tensor, tensor, kept));
  const cases: Readonly<Record<string, [() => void, (step: number) => number]>> = {
    "reads values": [() => (tensor.data[0] = tensor.data[0] + 1), (n) => n + 1],
    "reads values after an operation": [
      () => {
        engine.multiply(tensor, tensor, kept);
        tensor.data[0] += 1;
      },
      (n) => (3 ** (n + 1) - 1) / 2,
    ],
    "runs what was recorded before": [
      () => {
        triple();
        engine.multiply(tensor, tensor, kept);
      },
      (n) => 9 ** n,
    ],
  };
  for (const [name, [operations, expected]] of Object.entries(cases)) {
    tensor.data[0] = 1;
    const run = engine.record(operations);
    for (let n = 1; n <= 3; n++) {
      run();
      if (tensor.data[0] !== expected(n)) {
        throw new Error(
          `What ${name} left ${tensor.data[0]} after run ${n} and should leave ${expected(n)}.`,
        );
      }
    }
  }
}

/** An engine that does each operation twice: as it is, or recorded and then run. Uniforms stay as they are. */
function twice(engine: Engine, isRecorded: boolean): Engine {
  const plain = new Set<PropertyKey>(["id", "precision", "tensor", "record", "uniforms"]);
  return new Proxy(engine, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== "function") return member;
      if (plain.has(key)) return member.bind(target);
      return (...values: unknown[]): void => {
        const operation = (): void => void member.apply(target, values);
        const run = isRecorded ? target.record(operation) : operation;
        run();
        run();
      };
    },
  });
}

function same(actual: readonly Result[], expected: readonly Result[]): void {
  expected.forEach(({ name, values }, k) => {
    values.forEach((value, n) => {
      const got = actual[k].values[n];
      if (!Object.is(got, value)) {
        throw new Error(`Recorded, ${name} gives ${got} as value ${n} and should give ${value}.`);
      }
    });
  });
}

type Writable = { -readonly [Key in keyof AdamStep]: AdamStep[Key] };
