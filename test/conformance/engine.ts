import type { Engine, Tensor } from "../../src/engine/engine.js";
import type { Program } from "./engine/program-parts.js";
import { EDGE_PROGRAMS, PROGRAMS, SINGLE_SAMPLE_PROGRAMS } from "./engine/programs.js";
import { checkRecording, checkReplay, checkUnrecordable } from "./engine/recording.js";
import { ADAM_STEPS } from "./engine/update-programs.js";
import { normal, positive, type Result, type Shape, sparse, Workspace } from "./engine/workspace.js";

const COLUMNS = [1, 2, 3, 4, 5, 7, 8, 31, 32, 33, 64, 100];

/** Every number of columns as inputs and as units, with other sizes in turn. */
const SHAPES: readonly Shape[] = COLUMNS.flatMap((columns, k) => {
  const other = COLUMNS[(5 * k + 3) % COLUMNS.length];
  const sizes = { batch: 1 + (k % 9), replicas: 1 + (k % 3) };
  return [
    { inputs: columns, units: other, ...sizes },
    { inputs: other, units: 1, ...sizes, batch: 1 + ((k + 4) % 9) },
    { inputs: columns, units: columns, batch: 1 + ((k + 7) % 9), replicas: 1 + ((k + 1) % 3) },
  ];
});

/** Layers of biases alone, and what is asked of them. */
const WITHOUT_INPUTS: readonly Shape[] = COLUMNS.map((units, k) => {
  return { inputs: 0, units, batch: 1 + (k % 3), replicas: 1 + (k % 2) };
});
const ASKED_WITHOUT_INPUTS = ["affine maps and activations", "outer products and traces", "optimizers"];

/** Where float32 comes to its end. */
const HUGE = 1e37;

/** One requirement; `run` throws an error that says how it was missed. */
interface Check {
  readonly name: string;
  run(): void;
}

interface Leniency {
  /**
   * Whether a number may depend in its last bits on where in memory it is, as with TensorFlow's functions, which
   * take several numbers at once and those left over in another way. False unless given.
   */
  readonly placeMatters?: boolean;
}

/**
 * What every engine has to meet: each operation within its precision of the reference, on many shapes;
 * replicas packed together equal, bit for bit, to each alone (where `placeMatters`, within that precision);
 * replicas that are not active untouched.
 */
export function engineConformance(
  createEngine: () => Engine,
  createReference: () => Engine,
  { placeMatters = false }: Leniency = {},
): Check[] {
  const single = SHAPES.map((shape) => ({ ...shape, batch: 1 }));
  const agreement = (title: string, programs: Readonly<Record<string, Program>>, shapes: readonly Shape[]) =>
    Object.entries(programs).map(([name, program]) => ({
      name: `${title}: ${name}`,
      run: () => checkAgreement(createEngine, createReference, program, shapes),
    }));
  const packing = (programs: Readonly<Record<string, Program>>, shapes: readonly Shape[]) =>
    Object.entries(programs).map(([name, program]) => ({
      name: `packed replicas equal separate ones: ${name}`,
      run: () => checkPacking(createEngine, program, shapes, placeMatters),
    }));
  return [
    ...agreement("agrees with the reference", PROGRAMS, SHAPES),
    ...agreement("agrees with the reference", SINGLE_SAMPLE_PROGRAMS, single),
    ...agreement(
      "layers without inputs",
      Object.fromEntries(ASKED_WITHOUT_INPUTS.map((name) => [name, PROGRAMS[name]])),
      WITHOUT_INPUTS,
    ),
    ...agreement(
      "layers without inputs",
      SINGLE_SAMPLE_PROGRAMS,
      WITHOUT_INPUTS.map((shape) => ({ ...shape, batch: 1 })),
    ),
    ...agreement("stays finite at the edge", EDGE_PROGRAMS, SHAPES),
    ...packing(PROGRAMS, SHAPES),
    ...packing(SINGLE_SAMPLE_PROGRAMS, single),
    {
      name: "fused steps equal the operations they are made of",
      run: () => checkFusion(createEngine, single),
    },
    { name: "leaves replicas that are not active as they are", run: () => checkInactive(createEngine) },
    {
      name: "operations that were recorded equal plain ones",
      run: () => checkRecording(createEngine, { ...PROGRAMS, ...SINGLE_SAMPLE_PROGRAMS }),
    },
    { name: "recorded operations run on what holds at the time", run: () => checkReplay(createEngine) },
    {
      name: "runs operations that cannot be recorded as they are",
      run: () => checkUnrecordable(createEngine),
    },
    { name: "keeps what tensors hold when others are created", run: () => checkAllocation(createEngine) },
  ];
}

function checkAgreement(
  createEngine: () => Engine,
  createReference: () => Engine,
  program: Program,
  shapes: readonly Shape[],
): void {
  const [engine, reference] = [createEngine(), createReference()];
  shapes.forEach((shape, seed) => {
    const actual = run(engine, program, shape, seed);
    const expected = run(reference, program, shape, seed);
    actual.forEach((result, k) => {
      compare(result, expected[k], shape);
    });
  });
}

function checkPacking(
  createEngine: () => Engine,
  program: Program,
  shapes: readonly Shape[],
  placeMatters: boolean,
): void {
  const engine = createEngine();
  shapes.forEach((shape, seed) => {
    const packed = run(engine, program, shape, seed);
    for (let r = 0; r < shape.replicas; r++) {
      run(engine, program, shape, seed, r).forEach((alone, k) => {
        const size = alone.values.length;
        const values = packed[k].values.subarray(r * size, (r + 1) * size);
        const tolerance = placeMatters ? alone.tolerance : 0;
        compare({ ...alone, values, tolerance }, alone, shape);
      });
    }
  });
}

function checkFusion(createEngine: () => Engine, shapes: readonly Shape[]): void {
  const engine = createEngine();
  shapes.forEach((shape, seed) => {
    const w = new Workspace(engine, shape, seed);
    const [temperature, rate, active] = [w.scalars([1, 2]), w.scalars([0.01, 0.1]), w.scalars([1, 1, 0])];
    const fused = [w.weights(normal), w.weights(normal), w.weights(positive), w.trace(normal)] as const;
    const plain = fused.map((tensor) => w.copy(tensor));
    const gradient = w.weights();
    const [weights, m, v, trace] = plain;
    const same = (name: string): void =>
      fused.forEach((tensor, k) => {
        compare(named(name, tensor), named(name, plain[k]), shape);
      });
    for (const step of ADAM_STEPS) {
      const [h, e, gain, decay] = [w.inputs(sparse), w.units(normal), w.samples(normal), w.samples(positive)];
      engine.adamOuter(fused[0], fused[1], fused[2], h, e, gain, temperature, rate, active, step);
      engine.outer(gradient, h, e, gain, temperature);
      engine.adam(weights, m, v, gradient, rate, active, step);
      same("adamOuter");
      engine.adamTrace(...fused, h, e, decay, gain, temperature, rate, active, step);
      engine.accumulateOuter(trace, h, e, decay, null, temperature);
      engine.reduceTrace(gradient, trace, gain, null);
      engine.adam(weights, m, v, gradient, rate, active, step);
      same("adamTrace");
    }
  });
}

function checkInactive(createEngine: () => Engine): void {
  const shape: Shape = { inputs: 5, units: 7, batch: 1, replicas: 3 };
  const w = new Workspace(createEngine(), shape, 1);
  const { engine } = w;
  const [temperature, rate, active] = [w.scalars([1]), w.scalars([0.1]), w.scalars([1, 0, 1])];
  const state = [w.weights(normal), w.weights(normal), w.weights(positive)] as const;
  const [weights, m, v] = state;
  const [h, e, gain, gradient] = [w.inputs(normal), w.units(normal), w.samples(normal), w.weights(normal)];
  const before = state.map((tensor) => Float64Array.from(tensor.data));
  const [step] = ADAM_STEPS;
  engine.sgd(weights, gradient, rate, active);
  engine.momentum(weights, m, gradient, rate, active, 0.9);
  engine.adam(weights, m, v, gradient, rate, active, step);
  engine.adamOuter(weights, m, v, h, e, gain, temperature, rate, active, step);
  engine.adamTrace(weights, m, v, w.trace(), h, e, gain, gain, temperature, rate, active, step);
  const size = weights.rows * weights.columns;
  state.forEach((tensor, k) => {
    tensor.data.forEach((value, n) => {
      const untouched = Math.floor(n / size) === 1;
      if (Object.is(value, before[k][n]) !== untouched) {
        throw new Error(`Replica ${Math.floor(n / size)} must ${untouched ? "keep" : "change"} its state.`);
      }
    });
  });
}

function checkAllocation(createEngine: () => Engine): void {
  const engine = createEngine();
  const tensors = Array.from({ length: 20 }, (_, k) => {
    const tensor = engine.tensor(1, 1000, 10 * k + 1);
    if (tensor.data.some((value) => value !== 0)) throw new Error("A new tensor must hold zeros.");
    tensor.data.fill(k);
    return tensor;
  });
  tensors.forEach((tensor, k) => {
    if (tensor.data.length !== 1000 * (10 * k + 1) || tensor.data.some((value) => value !== k)) {
      throw new Error(`Tensor ${k} lost its values when others were created.`);
    }
  });
}

function run(engine: Engine, program: Program, shape: Shape, seed: number, only?: number): readonly Result[] {
  const w = new Workspace(engine, shape, seed, only);
  program(w);
  return w.results;
}

function named(name: string, tensor: Tensor): Result {
  return { name, values: Float64Array.from(tensor.data), tolerance: 1e-6 };
}

/** Throws unless each value is close, where the expected one is finite, and no value is NaN. */
function compare(actual: Result, expected: Result, shape: Shape): void {
  const finite = expected.values.filter(Number.isFinite);
  const typical = finite.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, finite.length);
  // Errors of sums go with the size of what was added, for which neighbouring results stand in.
  const scale = Math.min(Math.max(typical, 1e-3), 1e3);
  expected.values.forEach((value, n) => {
    const got = actual.values[n];
    const error = Math.abs(got - value);
    const allowed = actual.tolerance * (Math.abs(value) + scale);
    // Beyond float32 an engine may stop at a large number of the same sign.
    const beyond = Math.abs(value) > HUGE && Math.abs(got) > HUGE && got > 0 === value > 0;
    const wrong = Number.isFinite(value) && !(error <= allowed || beyond);
    if (wrong || (Number.isNaN(got) && !Number.isNaN(value))) {
      throw new Error(
        `${actual.name} of ${JSON.stringify(shape)}: value ${n} is ${got} and should be ${value} within ${allowed}.`,
      );
    }
  });
}
