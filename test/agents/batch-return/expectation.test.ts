import { describe, expect, test } from "vitest";
import { BatchReturnFeedback } from "../../../agents/feedback/batch-return.js";
import { Learner } from "../../../agents/learner.js";
import { Network } from "../../../agents/networks/network.js";
import type { NetworkSpec, UnitKind } from "../../../agents/networks/spec.js";
import { creditRule } from "../../../agents/rules/index.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { naiveAdvantages } from "./naive.js";

/**
 * Two steps: the first action leads to the second state, [state][action] → reward. Every trajectory, hidden values
 * included, is enumerated.
 */
const STATES = [
  [1, -0.5],
  [-0.3, 1.2],
  [0.7, 0.4],
];
const REWARDS = [
  [0.3, -1],
  [2, -0.4],
  [-1.5, 1.1],
];
const nextState = (action: number): number => 1 + action;

interface Moment {
  readonly state: number;
  /** Of each layer that draws. */
  readonly drawn: readonly (readonly number[])[];
  readonly reward: number;
}

interface Trajectory {
  readonly moments: readonly Moment[];
  readonly probability: number;
}

class Enumeration {
  readonly actor: Network;
  readonly #start: Float64Array[];

  constructor(kind: UnitKind) {
    const hidden = kind === "tanh" ? [{ units: 3, kind }] : [{ units: 2, kind }];
    const spec: NetworkSpec = {
      inputs: 2,
      hidden,
      heads: [{ kind: "softmax", size: 2 }],
      temperatures: [1, 2],
    };
    this.actor = new Network(createReferenceEngine(), spec, 1, 1);
    this.actor.initialise([7], "initialisation");
    this.#start = this.actor.layers.map(({ weights }) => Float64Array.from(weights.data));
  }

  /** Puts the weights back to where they were. */
  reset(): void {
    this.actor.layers.forEach(({ weights }, l) => {
      weights.data.set(this.#start[l]);
    });
  }

  /** Weights less those of the start, all layers. */
  moved(): number[] {
    return this.actor.layers.flatMap(({ weights }, l) =>
      Array.from(weights.data, (value, k) => value - this.#start[l][k]),
    );
  }

  /** Lets the actor hold a moment. */
  hold({ state, drawn }: Pick<Moment, "state" | "drawn">): void {
    this.actor.input.data.set(STATES[state]);
    const values = [...drawn];
    this.actor.force(this.actor.layers.map(({ stochastic }) => (stochastic ? values.shift()! : [])));
  }

  trajectories(): Trajectory[] {
    return this.#outcomes(0).flatMap((first) =>
      this.#outcomes(nextState(first.action)).map((second) => ({
        moments: [first.moment, second.moment],
        probability: first.probability * second.probability,
      })),
    );
  }

  /** What is to be made as large as possible. */
  expectedReturn(): number {
    return this.trajectories().reduce(
      (sum, { moments, probability }) => sum + probability * (moments[0].reward + moments[1].reward),
      0,
    );
  }

  #outcomes(state: number): { moment: Moment; action: number; probability: number }[] {
    const drawing = this.actor.layers.filter(({ stochastic }) => stochastic);
    const units = drawing.reduce((sum, layer) => sum + layer.units, 0);
    return Array.from({ length: 2 ** units }, (_, code) => {
      const bits = Array.from({ length: units }, (_unused, k) => (code >> k) & 1);
      const drawn = drawing.map((layer) => bits.splice(0, layer.units));
      const action = 1 - drawn[drawn.length - 1][0];
      const moment = { state, drawn, reward: REWARDS[state][action] };
      this.hold(moment);
      const probability = drawing.reduce((product, { h, p }) => {
        return Array.from(h.data).reduce(
          (own, value, j) => own * (value ? p.data[j] : 1 - p.data[j]),
          product,
        );
      }, 1);
      return { moment, action, probability };
    });
  }
}

function gradientOf(enumeration: Enumeration): number[] {
  const width = 1e-4;
  return enumeration.actor.layers.flatMap(({ weights }) =>
    Array.from(weights.data, (start, k) => {
      const at = (shift: number): number => {
        weights.data[k] = start + shift;
        const value = enumeration.expectedReturn();
        weights.data[k] = start;
        return value;
      };
      // Central differences of fourth order.
      return (8 * (at(width) - at(-width)) - (at(2 * width) - at(-2 * width))) / (12 * width);
    }),
  );
}

/**
 * The mean over E episodes at the same step has a step's own return in it, which leaves the share 1 − 1/E of the
 * gradient; dividing by the 2 steps of an episode leaves half of that. The division by the batch's deviation, which
 * has no such expectation, is taken back from each update.
 */
describe.each([
  ["reinforce", "bernoulli"],
  ["unbiased-weight-max", "bernoulli"],
  ["backprop", "tanh"],
] as const)("the update of %s over all trajectories", (rule, kind) => {
  test("is, but for the deviation, in expectation (1 − 1/E)/2 of the exact gradient of the return", () => {
    const episodes = 2;
    const enumeration = new Enumeration(kind);
    const { actor } = enumeration;
    const learner = new Learner({
      network: actor.withBatch(3),
      rule: creditRule(rule),
      ...{ optimizer: { kind: "sgd" }, rates: [actor.layers.map(() => 1)], mode: "batch" },
    });
    const feedback = new BatchReturnFeedback({
      actor,
      learner,
      bonus: null,
      control: null,
      configs: [{ discount: 1, batchReturn: { episodes, clip: null } }],
    });
    const one = Uint8Array.of(1);
    const zero = Uint8Array.of(0);
    const nothing = new Float64Array(0);
    const unread = {
      observations: nothing,
      actions: nothing,
      nextObservations: nothing,
      finalObservations: nothing,
    };
    const gradient = gradientOf(enumeration);
    const trajectories = enumeration.trajectories();
    expect(trajectories.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
    const expected = new Array<number>(gradient.length).fill(0);
    for (const first of trajectories) {
      for (const second of trajectories) {
        const batch = [first, second];
        for (const { moments } of batch) {
          moments.forEach((moment, t) => {
            enumeration.hold(moment);
            const rewards = Float64Array.of(moment.reward);
            feedback.learn({
              ...unread,
              rewards,
              terminated: t === 1 ? one : zero,
              truncated: zero,
              valid: one,
            });
          });
        }
        const rewards = batch.map(({ moments }) => moments.map(({ reward }) => reward));
        const returns = rewards.map(([a, b]) => [a + b, b]);
        const normalised = naiveAdvantages(rewards, 1, null);
        const difference = returns[0][0] - returns[1][0];
        const other = returns[0][1] - returns[1][1];
        const deviation = Math.sqrt((difference ** 2 + other ** 2) / 8) + 1e-3;
        expect(normalised[0][0] * deviation).toBeCloseTo(difference / 2, 12);
        const weight = first.probability * second.probability * deviation;
        enumeration.moved().forEach((value, k) => {
          expected[k] += weight * value;
        });
        enumeration.reset();
      }
    }
    const share = (1 - 1 / episodes) / 2;
    const length = Math.hypot(...gradient);
    expect(length).toBeGreaterThan(0.1);
    expect(Math.hypot(...expected.map((value, k) => value - share * gradient[k])) / length).toBeLessThan(
      1e-9,
    );
  });
});
