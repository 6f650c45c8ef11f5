import type { AgentConfig, Schedule } from "../../../agents/config.js";

/** One step as it happened: what the network saw, what its random units drew, and what that earned. */
export interface RecordedStep {
  readonly input: readonly number[];
  /** Of each layer that draws, bottom to top. */
  readonly drawn: readonly (readonly number[])[];
  readonly reward: number;
}

/** [in + 1][out] of each layer, biases last. */
export type Weights = number[][][];

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const column = (w: number[][], x: readonly number[], j: number, temperature: number): number =>
  [...x, 1].reduce((sum, value, i) => sum + value * w[i][j], 0) / temperature;

/**
 * An update of `batch-return` written out step by step, for networks of Bernoulli or tanh units under one softmax
 * whose last logit is fixed. Returns the gradient before any limit, and moves `weights` as the optimizer would.
 */
export class NaiveLearner {
  /** Whole gradients, before their norm is limited. */
  readonly gradients: Weights[] = [];
  #m: Weights;
  #v: Weights;

  constructor(
    readonly rule: string,
    readonly config: AgentConfig,
    readonly weights: Weights,
  ) {
    this.#m = zerosLike(weights);
    this.#v = zerosLike(weights);
  }

  /** @param agentStep steps learned from before the last one */
  update(episodes: readonly (readonly RecordedStep[])[], agentStep: number): void {
    const { entropy, gradientNorm, weightDecay, rates } = this.config;
    const advantages = naiveAdvantages(
      episodes.map((episode) => episode.map(({ reward }) => reward)),
      this.config.discount,
      this.config.batchReturn.clip,
    );
    const steps = episodes.flat().length;
    const gradient = zerosLike(this.weights);
    episodes.forEach((episode, e) => {
      episode.forEach((step, t) => {
        const { inputs, credit, logProbability } = this.#credit(step);
        const feedback = advantages[e][t] - entropy * logProbability;
        credit.forEach((own, l) => {
          own.forEach((eligibility, j) => {
            [...inputs[l], 1].forEach((x, i) => {
              gradient[l][i][j] += (feedback * x * eligibility) / this.#temperature(l) / steps;
            });
          });
        });
      });
    });
    this.gradients.push(gradient);
    const norm = Math.sqrt(
      gradient
        .flat(2)
        .map((g) => g * g)
        .reduce((a, b) => a + b, 0),
    );
    const scale = gradientNorm !== null && norm > gradientNorm ? gradientNorm / norm : 1;
    this.weights.forEach((layer, l) => {
      const rate = rateAt(rates[l], agentStep);
      layer.forEach((row, i) => {
        row.forEach((_, j) => {
          row[j] =
            row[j] * (1 - rate * weightDecay) + rate * this.#direction(l, i, j, scale * gradient[l][i][j]);
        });
      });
    });
  }

  #direction(l: number, i: number, j: number, g: number): number {
    const { optimizer } = this.config;
    const t = this.gradients.length;
    const m = this.#m[l][i];
    const v = this.#v[l][i];
    if (optimizer.kind === "sgd") return g;
    if (optimizer.kind === "momentum") {
      const { momentum: beta, corrected = false } = optimizer;
      m[j] = beta * m[j] + (corrected ? 1 - beta : 1) * g;
      return corrected ? m[j] / (1 - beta ** t) : m[j];
    }
    const { beta1, beta2, epsilon } = optimizer;
    m[j] = beta1 * m[j] + (1 - beta1) * g;
    v[j] = beta2 * v[j] + (1 - beta2) * g * g;
    return m[j] / (1 - beta1 ** t) / (Math.sqrt(v[j] / (1 - beta2 ** t)) + epsilon);
  }

  #temperature(l: number): number {
    return this.config.temperatures?.[l] ?? 1;
  }

  #credit({ input, drawn }: RecordedStep) {
    const { weights, rule } = this;
    const top = weights.length - 1;
    const inputs: (readonly number[])[] = [input];
    const z: number[][] = [];
    const p: number[][] = [];
    weights.forEach((w, l) => {
      z.push(w[0].map((_, j) => column(w, inputs[l], j, this.#temperature(l))));
      if (l === top) {
        // Softmax with a further logit of 0.
        const total = 1 + z[l].reduce((sum, value) => sum + Math.exp(value), 0);
        p.push(z[l].map((value) => Math.exp(value) / total));
      } else if (rule === "backprop") {
        p.push(z[l].map(Math.tanh));
      } else {
        p.push(z[l].map(sigmoid));
      }
      inputs.push(rule === "backprop" ? (l === top ? drawn[0] : p[l]) : drawn[l]);
    });
    const h = inputs.slice(1);
    const last = 1 - p[top].reduce((sum, value) => sum + value, 0);
    const chosen = h[top].indexOf(1);
    const logProbability = Math.log(chosen < 0 ? last : p[top][chosen]);
    const credit: number[][] = new Array(top + 1);
    const signals: number[][] = new Array(top + 1);
    for (let l = top; l >= 0; l--) {
      const score = h[l].map((value, j) => value - p[l][j]);
      if (l === top || rule === "reinforce") credit[l] = score;
      else if (rule === "backprop")
        credit[l] = this.#project(l, credit).map((d, i) => d * (1 - h[l][i] ** 2));
      else if (rule === "weight-max")
        credit[l] = this.#project(l, credit).map((d, i) => 2 * h[l][i] * d * score[i]);
      else {
        signals[l] = h[l].map((_, i) =>
          l === top - 1 ? this.#posterior(l, i, h, z, p) : this.#recursive(l, i, h, p, signals[l + 1]),
        );
        credit[l] = signals[l].map((s, i) => s * p[l][i] * (1 - p[l][i]));
      }
    }
    return { inputs, credit, logProbability };
  }

  #project(l: number, credit: readonly number[][]): number[] {
    const above = this.weights[l + 1].slice(0, -1);
    return above.map(
      (row) => row.reduce((sum, w, j) => sum + w * credit[l + 1][j], 0) / this.#temperature(l + 1),
    );
  }

  /** (q − p)/(p(1 − p)) with q = P(h_i = 1 | what was drawn above), by Bayes' rule. */
  #posterior(l: number, i: number, h: readonly (readonly number[])[], _z: number[][], p: number[][]): number {
    const likelihood = (value: number): number => {
      const below = h[l].map((own, k) => (k === i ? value : own));
      const w = this.weights[l + 1];
      const logits = w[0].map((_, j) => column(w, below, j, this.#temperature(l + 1)));
      const total = 1 + logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      const chosen = h[l + 1].indexOf(1);
      return (chosen < 0 ? 1 : Math.exp(logits[chosen])) / total;
    };
    const own = p[l][i];
    const q = (own * likelihood(1)) / (own * likelihood(1) + (1 - own) * likelihood(0));
    return (q - own) / (own * (1 - own));
  }

  /** Σ_j Δp_ij s_j ω_ij with ω_ij = ½ (Π_{k<j} ρ_ik + Π_{k>j} ρ_ik)/(p_i Π_{k≠j} ρ_ik + 1 − p_i). */
  #recursive(
    l: number,
    i: number,
    h: readonly (readonly number[])[],
    p: number[][],
    above: readonly number[],
  ): number {
    const w = this.weights[l + 1];
    const firing = (value: number): number[] => {
      const below = h[l].map((own, k) => (k === i ? value : own));
      return w[0].map((_, j) => sigmoid(column(w, below, j, this.#temperature(l + 1))));
    };
    const [off, on] = [firing(0), firing(1)];
    const ratios = h[l + 1].map((a, j) => (a === 1 ? on[j] / off[j] : (1 - on[j]) / (1 - off[j])));
    const product = (from: number, to: number): number => ratios.slice(from, to).reduce((a, b) => a * b, 1);
    return above.reduce((sum, s, j) => {
      const before = product(0, j);
      const after = product(j + 1, ratios.length);
      const omega = (0.5 * (before + after)) / (p[l][i] * before * after + 1 - p[l][i]);
      return sum + (on[j] - off[j]) * s * omega;
    }, 0);
  }
}

/** By definition, a sum for each number. */
export function naiveAdvantages(
  rewards: readonly (readonly number[])[],
  discount: number,
  clip: number | null,
): number[][] {
  const returns = rewards.map((episode) =>
    episode.map((_, t) => episode.slice(t).reduce((sum, reward, k) => sum + discount ** k * reward, 0)),
  );
  const differences = returns.map((episode) =>
    episode.map(
      (value, t) => value - returns.reduce((sum, other) => sum + (other[t] ?? 0), 0) / returns.length,
    ),
  );
  const all = differences.flat();
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + value * value, 0) / all.length);
  return differences.map((episode) =>
    episode.map((value) => {
      const advantage = value / (deviation + 1e-3);
      return clip === null ? advantage : Math.max(-clip, Math.min(clip, advantage));
    }),
  );
}

function rateAt(schedule: Schedule, step: number): number {
  if (typeof schedule === "number") return schedule;
  return schedule.from + (schedule.to - schedule.from) * Math.min(step / schedule.steps, 1);
}

function zerosLike(weights: Weights): Weights {
  return weights.map((layer) => layer.map((row) => row.map(() => 0)));
}
