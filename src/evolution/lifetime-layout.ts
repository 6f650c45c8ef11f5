import { CREDIT_MODES, type TopDownSpec, topDownLayers } from "../../agents/top-down/top-down-spec.js";
import type { LifetimeSetting } from "./lifetime-setting.js";

/** Numbers of a vector. */
const LANES = 4;
/** Bytes of a number. */
const NUMBER = 4;
/** As in the kernels: steps whose credit is worked out together. */
const CHUNK = 32;

const OPTIMIZERS = ["sgd", "momentum", "adam"] as const;

/** Where the kernels find what: rows padded to whole vectors, in bytes. */
export interface LifetimeLayout {
  /** Sizes, offsets and kinds, by the field of the kernels' `Shape`. */
  readonly fields: Readonly<Record<string, number>>;
  /** Bytes of what the kernels work with, by the field of `Shape` that holds its address. */
  readonly workSpaces: Readonly<Record<string, number>>;
  /** Of a row of history. */
  readonly row: number;
  /** Of a policy's parameters. */
  readonly parameters: number;
  /** Of a top-down network's. */
  readonly topDown: number;
  /** Of fixed feedback. */
  readonly feedback: number;
  /** Offset, bytes of a row and rows without biases of each layer's weights, bottom to top; biases follow. */
  readonly hidden: readonly BlockLayout[];
  /** The same of the output layer, whose weights lie with a row for each action. */
  readonly output: BlockLayout;
  /** Layers of the top-down network, input to output. */
  readonly topDownLayers: readonly BlockLayout[];
}

export interface BlockLayout {
  readonly start: number;
  readonly rowBytes: number;
  readonly rows: number;
}

export function lifetimeLayout(setting: LifetimeSetting): LifetimeLayout {
  const { observation, actions, hidden, ruleNumber, topDown, config } = setting;
  const [lower, upper] = [padded(hidden[0]), hidden.length === 2 ? padded(hidden[1]) : 0];
  const top = hidden.length === 2 ? upper : lower;
  const policy = padded(actions);
  const seen = padded(observation);
  const history = offsets([seen, lower, upper, policy, LANES * NUMBER]);
  const blocks = offsets([
    ...[even(observation) * lower, lower],
    ...[(lower / NUMBER) * upper, upper],
    ...[even(actions) * top, policy],
  ]);
  const f = topDownLayout(setting);
  const { optimizer } = config;
  const fields = {
    observation,
    inputs: even(observation),
    actions,
    outputs: even(actions),
    layers: hidden.length,
    ...{ lower: history[1], upper: history[2], policy: history[3], action: history[4], row: history[5] },
    ...{ lowerBytes: lower, upperBytes: upper, topBytes: top, policyBytes: policy },
    ...{ lowerBias: blocks[1], upperWeights: blocks[2], upperBias: blocks[3] },
    ...{ outputWeights: blocks[4], outputBias: blocks[5], parameters: blocks[6] },
    rule: ruleNumber,
    ...f.fields,
    optimizer: OPTIMIZERS.indexOf(optimizer.kind),
  };
  return {
    fields,
    workSpaces: {
      ...{ scale: seen, gradient: blocks[6], scores: CHUNK * policy },
      lowerKernel: f.fields.spread * lower,
      upperKernel: f.fields.spread * upper,
      first: CHUNK * f.fields.passes * f.fields.firstBytes,
      second: CHUNK * f.fields.passes * f.fields.secondBytes,
      mixture: CHUNK * (f.fields.lastBytes + LANES * NUMBER),
      credits: CHUNK * f.fields.creditBytes,
      lowerDeltas: CHUNK * lower,
      upperDeltas: CHUNK * upper,
      transposed: (upper / NUMBER) * lower,
    },
    row: history[5],
    parameters: blocks[6],
    topDown: topDown === null ? 0 : f.bytes,
    feedback: setting.rule === "direct-feedback-alignment" ? actions * (lower + upper) : 0,
    hidden: [
      { start: 0, rowBytes: lower, rows: even(observation) },
      { start: blocks[2], rowBytes: upper, rows: lower / NUMBER },
    ].slice(0, hidden.length),
    output: { start: blocks[4], rowBytes: top, rows: even(actions) },
    topDownLayers: f.layers,
  };
}

/** The column in which the kernels have each of the top-down network's outputs. */
export function creditColumns(setting: LifetimeSetting): readonly number[] {
  const widths = creditWidths(setting);
  return widths.flatMap((count, part) => {
    const start = offsets(widths.map(padded))[part] / NUMBER;
    return Array.from({ length: count }, (_, k) => start + k);
  });
}

/** Credits of each hidden layer, bottom to top, then those of the output layer. */
function creditWidths({ topDown, hidden, actions }: LifetimeSetting): readonly number[] {
  return [...hidden.map((units) => topDown?.diffusion?.credits ?? units), actions];
}

function topDownLayout(setting: LifetimeSetting) {
  const { topDown, actions } = setting;
  const parts = offsets(creditWidths(setting).map(padded));
  const creditBytes = parts[parts.length - 1];
  const units = topDown?.hidden ?? [];
  const [first, second] = [padded(units[0] ?? 0), padded(units[1] ?? 0)];
  const last = second === 0 ? first : second;
  const layers = topDown === null ? [] : blocksOf(topDown, creditBytes);
  const end = layers.reduce((sum, { rowBytes, rows }) => sum + (rows + 1) * rowBytes, 0);
  return {
    layers,
    bytes: end,
    fields: {
      mode: topDown === null ? 0 : CREDIT_MODES.indexOf(topDown.mode),
      probabilities: Number(topDown?.outputCredits === "probability"),
      passes: topDown?.mode === "centred" ? actions : 1,
      ...{ firstBytes: first, secondBytes: second, lastBytes: last, creditBytes },
      firstUnits: units[0] ?? 0,
      lastUnits: units[units.length - 1] ?? 0,
      secondWeights: second === 0 ? 0 : layers[1].start,
      creditWeights: layers[layers.length - 1]?.start ?? 0,
      upperCredits: parts.length > 3 ? parts[1] : 0,
      outputCredits: parts[parts.length - 2],
      spread: topDown?.diffusion?.credits ?? 0,
    },
  };
}

function blocksOf(spec: TopDownSpec, creditBytes: number): readonly BlockLayout[] {
  let start = 0;
  return topDownLayers(spec).map(({ inputs, outputs }, l) => {
    const isLast = l === spec.hidden.length;
    const block = { start, rowBytes: isLast ? creditBytes : padded(outputs), rows: inputs };
    start += (inputs + 1) * block.rowBytes;
    return block;
  });
}

/** Bytes of a row of so many numbers. */
function padded(count: number): number {
  return NUMBER * LANES * Math.ceil(count / LANES);
}

function even(count: number): number {
  return count + (count % 2);
}

/** Where each of some blocks starts when they lie one after the other, and where the last one ends. */
function offsets(sizes: readonly number[]): readonly number[] {
  const starts = [0];
  for (const size of sizes) starts.push(starts[starts.length - 1] + size);
  return starts;
}
