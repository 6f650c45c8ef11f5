import { logitsOf, type NetworkSpec } from "../../agents/networks/spec.js";
import { CasesFileError, type LayerUpdates, type NetworkEntry } from "./cases-file.js";
import { layerStates, randomHeads } from "./states.js";

/** More joint states than this are not enumerated. */
const STATE_LIMIT = 2 ** 20;

/** A network of a file of cases, checked, with weights as the engine lays them out. */
export interface CaseNetwork {
  readonly spec: NetworkSpec;
  /** [inputs + 1, units] a layer, biases last. */
  readonly weights: readonly Float64Array[];
}

/** Where in which file an entry stands. */
export interface Place {
  readonly file: string;
  readonly path: string;
}

/** The error that something at (or below) a place has. */
export function problemAt({ file, path }: Place, field: string, problem: string): CasesFileError {
  return new CasesFileError(file, field === "" ? path : `${path}.${field}`, problem);
}

export function caseNetwork(entry: NetworkEntry, place: Place): CaseNetwork {
  const { layer_sizes: sizes, output_kind: kind, temp, weights } = entry;
  const layers = sizes.length - 1;
  const size = sizes[layers];
  if (kind === "softmax" && size < 2) {
    throw problemAt(place, `layer_sizes[${layers}]`, "must be at least 2 classes for a softmax output");
  }
  expectLength(temp, layers, place, "temp");
  const spec: NetworkSpec = {
    inputs: sizes[0],
    hidden: sizes.slice(1, layers).map((units) => ({ units, kind: "bernoulli" })),
    heads: [{ kind, size }],
    temperatures: temp,
  };
  expectLength(weights, layers, place, "weights");
  return {
    spec,
    weights: weights.map(({ W, b }, l) =>
      flatten(spec, l, W, b, place, [`weights[${l}].W`, `weights[${l}].b`]),
    ),
  };
}

/** Updates as one array a layer, laid out as the weights are. */
export function flattenUpdates(spec: NetworkSpec, updates: LayerUpdates, place: Place): Float64Array[] {
  expectLength(updates, spec.hidden.length + 1, place, "");
  return updates.map(({ dW, db }, l) => {
    const own = { ...place, path: `${place.path}[${l}]` };
    return flatten(spec, l, dW, db, own, ["dW", "db"]);
  });
}

/** Checks values given for a layer's units; an output's softmax is one-hot over all its classes. */
export function layerValues(spec: NetworkSpec, l: number, values: readonly number[], place: Place): number[] {
  const [head] = spec.heads;
  const hidden = spec.hidden[l]?.units;
  expectLength(values, hidden ?? head.size, place, "");
  if (values.some((value) => value !== 0 && value !== 1))
    throw problemAt(place, "", "must hold only 0 and 1");
  if (hidden !== undefined || head.kind !== "softmax") return [...values];
  if (values.reduce((sum, value) => sum + value) !== 1)
    throw problemAt(place, "", "must be 1 for exactly one class");
  return values.slice(0, logitsOf(head));
}

/** Number of joint output states, checked to be few enough to enumerate with all the others. */
export function outputStates(spec: NetworkSpec, inputs: number, place: Place): number {
  const top = spec.hidden.length;
  const bits = spec.hidden.reduce((sum, { units }) => sum + units, 0);
  const [head] = spec.heads;
  const outputs = head.kind === "softmax" ? head.size : 2 ** head.size;
  if (inputs * 2 ** bits * outputs > STATE_LIMIT) {
    throw problemAt(
      place,
      "layer_sizes",
      `has too many joint states to enumerate; at most ${STATE_LIMIT} are allowed`,
    );
  }
  return layerStates(randomHeads(spec, top)).length;
}

export function expectLength(
  values: readonly unknown[],
  expected: number,
  place: Place,
  field: string,
): void {
  if (values.length === expected) return;
  throw problemAt(place, field, `has ${values.length} entries, but ${expected} are needed`);
}

function flatten(
  spec: NetworkSpec,
  l: number,
  matrix: readonly (readonly number[])[],
  bias: readonly number[],
  place: Place,
  [matrixField, biasField]: readonly [string, string],
): Float64Array {
  const inputs = l === 0 ? spec.inputs : spec.hidden[l - 1].units;
  const units = spec.hidden[l]?.units ?? logitsOf(spec.heads[0]);
  expectLength(matrix, inputs, place, matrixField);
  matrix.forEach((row, i) => {
    expectLength(row, units, place, `${matrixField}[${i}]`);
  });
  expectLength(bias, units, place, biasField);
  return Float64Array.from([...matrix.flat(), ...bias]);
}
