import { Network, unitKeys } from "../../agents/networks/network.js";
import { type HeadSpec, type NetworkSpec, UNIT_KINDS } from "../../agents/networks/spec.js";
import type { CreditRule, RuleContext } from "../../agents/rules/rule.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { plainUpdate } from "../../src/verify/plain-update.js";
import { verificationContext } from "../../src/verify/rule-context.js";
import { randomCase } from "../../src/verify/suite.js";
import { measureBias, UNBIASED_TOLERANCE } from "../../src/verify/unbiasedness.js";

/** One requirement; `run` throws an error that says how it was missed. */
export interface ConformanceCheck {
  readonly name: string;
  run(): void;
}

/** What a rule is bound with for a network, but for seeds, which the checks decide on. */
export type ContextOf = (network: Network) => RuleContext;

/**
 * What every credit rule has to meet, to be run by any test runner: `for (const check of …) test(check.name, check.run)`.
 *
 * @param contextOf a random top-down network, and what else rules are verified with, unless given
 */
export function creditRuleConformance(
  creditRule: CreditRule,
  contextOf: ContextOf = verificationContext,
): ConformanceCheck[] {
  const rule: CreditRule = {
    ...creditRule,
    bind: (network, context) =>
      creditRule.bind(network, { ...contextOf(network), ...(context && { seeds: context.seeds }) }),
  };
  const check = (name: string, run: () => void): ConformanceCheck => ({ name: `${rule.id}: ${name}`, run });
  return [
    check("takes some network, and refuses others with one sentence", () => checkAnswers(rule)),
    check("writes finite credit for every unit, at any temperature", () => onEach(rule, checkFinite)),
    check("gives the same credit when asked again", () => onEach(rule, checkRepeatable)),
    check("gives each sample of a batch the credit that it gets alone", () => onEach(rule, checkBatch)),
    check("gives each replica, bit for bit, what it gets alone", () => onEach(rule, checkReplicas)),
    check("updates in proportion to the feedback, or to the share where it takes the feedback", () =>
      onEach(rule, checkLinear),
    ),
    check("is unbiased if it says so", () => checkBias(rule)),
  ];
}

const SAMPLES = 6;
const SIZE = 4;
const HEADS: readonly (readonly HeadSpec[])[] = [
  [{ kind: "softmax", size: SIZE }],
  [{ kind: "softmax", size: SIZE, fullLogits: true }],
  [{ kind: "bernoulli", size: 1 }],
  [
    { kind: "bernoulli", size: 2 },
    { kind: "softmax", size: 3 },
  ],
  [{ kind: "gaussian", size: 2 }],
  [
    { kind: "softmax", size: 3 },
    { kind: "gaussian", size: 1 },
  ],
  [{ kind: "linear", size: 1 }],
];

/** Networks of all kinds, fit or not. */
const NETWORKS: readonly NetworkSpec[] = UNIT_KINDS.flatMap((kind) =>
  HEADS.flatMap((heads) =>
    [1, 2, 3].map((depth) => ({
      inputs: SIZE,
      hidden: Array.from({ length: depth }, () => ({ units: SIZE, kind })),
      heads,
    })),
  ),
);

function checkAnswers(rule: CreditRule): void {
  for (const spec of NETWORKS) {
    const answer: unknown = rule.supports(spec);
    if (answer === true) continue;
    ensure(
      typeof answer === "string" && answer.includes(rule.id) && !answer.includes("\n"),
      `supports() must answer true or one sentence with the rule's id, but answered ${JSON.stringify(answer)} ` +
        `for ${describe(spec)}`,
    );
  }
  ensure(fitting(rule).length > 0, "supports() refuses every network that was tried");
}

function checkFinite(rule: CreditRule, spec: NetworkSpec): void {
  for (const temperature of [0.25, 1, 4]) {
    const hot = { ...spec, temperatures: [...spec.hidden, 0].map(() => temperature) };
    const network = activeNetwork(hot, 1, SAMPLES, [1]);
    for (const { eligibility } of network.layers) eligibility.data.fill(Number.NaN);
    for (const layer of credits(rule, network)) {
      ensure(layer.every(Number.isFinite), `credit is missing or not finite at T = ${temperature}`);
    }
  }
}

function checkRepeatable(rule: CreditRule, spec: NetworkSpec): void {
  const network = activeNetwork(spec, 1, SAMPLES, [1]);
  requireEqual(credits(rule, network), credits(rule, network), 0, "credit depends on earlier credit");
}

function checkBatch(rule: CreditRule, spec: NetworkSpec): void {
  const batch = activeNetwork(spec, 1, SAMPLES, [1]);
  const together = credits(rule, batch);
  for (let b = 0; b < SAMPLES; b++) {
    const single = new Network(createReferenceEngine(), spec, 1, 1);
    single.layers.forEach((layer, l) => {
      layer.weights.data.set(batch.layers[l].weights.data);
    });
    single.input.data.set(row(batch.input.data, b, SAMPLES));
    single.force(batch.layers.map(({ h }) => row(h.data, b, SAMPLES)));
    const own = together.map((layer) => row(layer, b, SAMPLES));
    requireEqual(credits(rule, single), own, 1e-12, `credit of sample ${b} depends on the others`);
  }
}

function checkReplicas(rule: CreditRule, spec: NetworkSpec): void {
  const seeds = [1, 2, 3];
  const packed = updates(rule, activeNetwork(spec, seeds.length, 1, seeds), 0.5, seeds);
  seeds.forEach((seed, replica) => {
    const own = packed.map((layer) => row(layer, replica, seeds.length));
    const alone = updates(rule, activeNetwork(spec, 1, 1, [seed]), 0.5, [seed]);
    requireEqual(alone, own, 0, `replica ${replica} of ${seeds.length} differs from the same network alone`);
  });
}

function checkLinear(rule: CreditRule, spec: NetworkSpec): void {
  // Below a layer that took its step the credit depends on the size of that step.
  if (rule.stepsTopDown) return;
  const network = activeNetwork(spec, 1, SAMPLES, [1]);
  // What is in the eligibility already need not be linear; its share in the mean must be.
  const isTaken = rule.bind(network).feedback !== undefined;
  const once = updates(rule, network, 1);
  const tripled = isTaken ? updates(rule, network, 1, [1], -3) : updates(rule, network, -3);
  const expected = once.map((layer) => layer.map((value) => -3 * value));
  requireEqual(tripled, expected, 1e-12, "three times the feedback is not three times the update");
}

function checkBias(rule: CreditRule): void {
  if (!rule.unbiased) return;
  const cases = measureBias(rule);
  ensure(cases.length > 0, "the rule says it is unbiased, but takes no network on which that can be shown");
  for (const { id, relativeError } of cases) {
    ensure(
      relativeError < UNBIASED_TOLERANCE,
      `the expected update is ${relativeError.toExponential(1)} of the gradient's length away from it on ${id}`,
    );
  }
}

function fitting(rule: CreditRule): NetworkSpec[] {
  return NETWORKS.filter((spec) => rule.supports(spec) === true);
}

function onEach(rule: CreditRule, run: (rule: CreditRule, spec: NetworkSpec) => void): void {
  for (const spec of fitting(rule)) {
    try {
      run(rule, spec);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${reason} (${describe(spec)})`, { cause });
    }
  }
}

/** A network after a forward pass; equal seeds have equal weights, inputs and draws. */
function activeNetwork(
  spec: NetworkSpec,
  replicas: number,
  batch: number,
  seeds: readonly number[],
): Network {
  const network = new Network(createReferenceEngine(), spec, replicas, batch);
  const cases = seeds.map((seed) => randomCase("", spec, seed));
  network.layers.forEach((layer, l) => {
    layer.weights.data.set(cases.flatMap(({ weights }) => [...weights[l]]));
  });
  const observations = cases.flatMap(({ inputs }) =>
    Array.from({ length: batch }, (_, b) => inputs[b % inputs.length]).flat(),
  );
  network.input.data.set(observations);
  network.forward(unitKeys(seeds), 0);
  return network;
}

/** Eligibility (times reward, where rewards are handed out) of each layer, no layer being stepped. */
function credits(rule: CreditRule, network: Network): Float64Array[] {
  const bound = rule.bind(network);
  bound.feedback?.data.fill(0.7);
  for (let l = network.layers.length - 1; l >= 0; l--) bound.credit(l);
  return network.layers.map(({ eligibility, reward }) =>
    Float64Array.from(eligibility.data, (e, k) => (bound.handsOutRewards ? e * reward.data[k] : e)),
  );
}

/** Plain updates for the same feedback on every sample; the network's weights are left as they were. */
function updates(
  rule: CreditRule,
  network: Network,
  feedback: number,
  seeds: readonly number[] = [1],
  share = 1,
): Float64Array[] {
  const before = network.layers.map(({ weights }) => weights.data.slice());
  const told = network.engine.tensor(network.replicas, network.batch, 1);
  told.data.fill(feedback);
  const shares = Array.from(told.data, () => share);
  const context = { seeds, topDown: null };
  const found = plainUpdate(rule, network, told, { shares, context }).map(({ data }) =>
    Float64Array.from(data),
  );
  network.layers.forEach(({ weights }, l) => {
    weights.data.set(before[l]);
  });
  return found;
}

function row(data: ArrayLike<number>, index: number, count: number): Float64Array {
  const length = data.length / count;
  return Float64Array.from({ length }, (_, k) => data[index * length + k]);
}

/** @param tolerance relative to the largest entry of a layer */
function requireEqual(
  found: readonly Float64Array[],
  expected: readonly Float64Array[],
  tolerance: number,
  message: string,
): void {
  found.forEach((layer, l) => {
    const limit = tolerance * expected[l].reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const equal = layer.every((value, k) => Math.abs(value - expected[l][k]) <= limit);
    ensure(equal, `${message}, in layer ${l + 1}`);
  });
}

function describe({ inputs, hidden, heads }: NetworkSpec): string {
  const units = hidden.map(({ units, kind }) => `${units} ${kind}`);
  const outputs = heads.map(({ kind, size, fullLogits }) => `${kind}${size}${fullLogits ? " full" : ""}`);
  return `network ${[inputs, ...units, outputs.join("+")].join(" - ")}`;
}

function ensure(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
