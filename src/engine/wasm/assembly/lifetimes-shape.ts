/**
 * What the kernels of the inner loop of evolution find in memory; `src/evolution/lifetime-memory.ts` lays it out
 * and fills it in. Rows of weights and of activity are padded with zeros to whole vectors, so that no kernel has
 * to look after the last lanes. All fields are 32 bits; sizes and offsets are bytes unless said otherwise.
 */

/** How the lanes of a padded row are counted. */
export const VECTOR: usize = 16;
/** Steps whose credit is worked out together: what they need stays in the nearest cache. */
export const CHUNK: usize = 32;

/** What all slots have in common. */
@unmanaged
export class Shape {
  /** Numbers of an observation. */
  observation: usize;
  /** Rows of the first layer's weights: that, made even. */
  inputs: usize;
  actions: usize;
  /** Rows of the output layer's weights, which lie with a row for each action: the actions, made even. */
  outputs: usize;
  /** Hidden layers: 1 or 2. */
  layers: usize;

  // A row of history: observation at 0, then these.
  lower: usize;
  upper: usize;
  policy: usize;
  action: usize;
  row: usize;

  /** Of a row of weights or activity: first hidden layer, second one (0: none), the top one of them, policy. */
  lowerBytes: usize;
  upperBytes: usize;
  topBytes: usize;
  policyBytes: usize;

  // Parameters of a policy: weights of the first hidden layer at 0.
  lowerBias: usize;
  upperWeights: usize;
  upperBias: usize;
  outputWeights: usize;
  outputBias: usize;
  parameters: usize;

  /** 0 output layer only, 1 backprop, 2 fixed feedback, 3 top-down. */
  rule: usize;
  /** Of the top-down network: 0 input, 1 gated, 2 centred. */
  mode: usize;
  /** 1: its last credits are for probabilities. */
  probabilities: usize;
  /** Evaluations of it for each step. */
  passes: usize;
  /** Of a row of its weights or activity: first layer, second one (0: none), the last of them, outputs. */
  firstBytes: usize;
  secondBytes: usize;
  lastBytes: usize;
  creditBytes: usize;
  /** Units of its first and of its last hidden layer. */
  firstUnits: usize;
  lastUnits: usize;
  // Parameters of a top-down network: weights of its first layer at 0.
  secondWeights: usize;
  creditWeights: usize;
  // Its outputs: those for the first hidden layer at 0.
  upperCredits: usize;
  outputCredits: usize;
  /** Credits of each hidden layer that are spread by a kernel; 0: none are. */
  spread: usize;

  /** 0 plain, 1 momentum, 2 Adam. */
  optimizer: usize;

  // Addresses.
  /** Factors of an observation's numbers, padded with zeros. */
  scale: usize;
  /** Kernels of both hidden layers [credits, units]. */
  lowerKernel: usize;
  upperKernel: usize;
  gradient: usize;
  /** Work space: `CHUNK` rows each but for the last. */
  scores: usize;
  first: usize;
  second: usize;
  mixture: usize;
  credits: usize;
  lowerDeltas: usize;
  upperDeltas: usize;
  transposed: usize;
  /** Of the batch at hand, one a step. */
  advantages: usize;

  /** Of momentum. */
  beta: f32;
  /** Longest gradient; 0: none is shortened. */
  longest: f32;
}

/** One lifetime at a time. */
@unmanaged
export class Slot {
  /** 0: no lifetime is left for it. */
  live: usize;
  /** Address of the row of history that the next decision fills. */
  next: usize;
  decisions: usize;
  key0: usize;
  key1: usize;
  // Addresses.
  uniforms: usize;
  history: usize;
  weights: usize;
  /** The optimizer's memory. */
  m: usize;
  v: usize;
  /** Parameters of the top-down network. */
  topDown: usize;
  /** Fixed feedback [actions, units], hidden layers bottom to top. */
  feedback: usize;
}
