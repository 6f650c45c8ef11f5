import { Network, unitKeys } from "../../agents/networks/network.js";
import type { BoundRule, CreditRule } from "../../agents/rules/rule.js";
import type { Engine, Tensor } from "../engine/engine.js";
import { dot } from "./agreement.js";
import { MULTIPLEXER_INPUTS, multiplexerNetwork, type Question } from "./multiplexer.js";
import { verificationContext } from "./rule-context.js";

/** First and second moment of a rule's single-sample update of the hidden layer. */
export interface UpdateMoments {
  /** E‖ΔW‖². */
  readonly meanSquare: number;
  /** ‖E ΔW‖², estimated without bias. */
  readonly squaredMean: number;
}

/** Questions that are run through the network at once. */
const BATCH = 256;

/**
 * Samples the updates that several rules make of the hidden layer of one network; all rules see the
 * same activity. Weights are drawn anew by {@link measure}, so that one sampler serves many networks.
 */
export class UpdateSampler {
  readonly #network: Network;
  readonly #gain: Tensor;
  readonly #update: Tensor;
  readonly #bound: readonly BoundRule[];

  constructor(
    engine: Engine,
    width: number,
    rules: readonly CreditRule[],
    readonly questions: readonly Question[],
  ) {
    this.#network = new Network(engine, multiplexerNetwork(width, rules[0].defaultUnits), 1, BATCH);
    this.#bound = rules.map((rule) => rule.bind(this.#network, verificationContext(this.#network)));
    this.#gain = engine.tensor(1, BATCH, 1);
    this.#update = engine.tensor(1, MULTIPLEXER_INPUTS + 1, width);
  }

  /**
   * Moments of each rule at Glorot initialisation, from `passes` passes over all questions. With m_r
   * the mean update of pass r and n passes, ‖E ΔW‖² is estimated by the mean of m_r·m_s over pairs of
   * different passes, (‖Σ m_r‖² − Σ ‖m_r‖²)/(n(n − 1)): passes are independent, so it has no bias.
   */
  measure(seed: number, passes: number): UpdateMoments[] {
    this.#network.initialise([seed], "initialisation");
    const tallies = this.#bound.map(() => new Tally(this.#update.data.length));
    for (let pass = 0; pass < passes; pass++) {
      for (let start = 0; start < this.questions.length; start += BATCH) {
        this.#draw(seed, pass, start);
        this.#bound.forEach((rule, k) => {
          this.#credit(rule, tallies[k]);
        });
      }
      for (const tally of tallies) tally.endPass();
    }
    const samples = passes * this.questions.length;
    return tallies.map((tally) => tally.moments(samples, passes, this.questions.length));
  }

  #draw(seed: number, pass: number, start: number): void {
    const network = this.#network;
    const questions = this.questions.slice(start, start + BATCH);
    network.input.data.set(questions.flatMap(({ observation }) => observation));
    network.forward(unitKeys([seed]), pass * this.questions.length + start);
    const answers = network.output.h.data;
    this.#gain.data.set(questions.map(({ answer }, b) => (answers[b] === answer ? 1 : -1)));
  }

  /** ‖h_inᵀ e‖² = (‖x‖² + 1)‖e‖², the bias being the connection from a constant 1; |G| = T = 1. */
  #credit(rule: BoundRule, tally: Tally): void {
    const { engine, layers } = this.#network;
    const [hidden] = layers;
    rule.credit(1);
    rule.credit(0);
    const { data } = hidden.eligibility;
    let squares = 0;
    for (let k = 0; k < data.length; k++) squares += data[k] * data[k];
    tally.meanSquare += (MULTIPLEXER_INPUTS + 1) * squares;
    engine.outer(this.#update, hidden.input, hidden.eligibility, this.#gain, hidden.temperature);
    const { pass } = tally;
    for (let k = 0; k < pass.length; k++) pass[k] += this.#update.data[k];
  }
}

/** Sums over samples; divided only at the end. */
class Tally {
  meanSquare = 0;
  /** Σ ΔW of the current pass. */
  readonly pass: Float64Array;
  readonly #total: Float64Array;
  #squaredPasses = 0;

  constructor(parameters: number) {
    this.pass = new Float64Array(parameters);
    this.#total = new Float64Array(parameters);
  }

  endPass(): void {
    this.#squaredPasses += dot([this.pass], [this.pass]);
    for (let k = 0; k < this.pass.length; k++) this.#total[k] += this.pass[k];
    this.pass.fill(0);
  }

  moments(samples: number, passes: number, samplesPerPass: number): UpdateMoments {
    const pairs = (dot([this.#total], [this.#total]) - this.#squaredPasses) / (passes * (passes - 1));
    return { meanSquare: this.meanSquare / samples, squaredMean: pairs / samplesPerPass ** 2 };
  }
}
