import { makeVec, type NumericArray, type VectorEnv } from "gymnasium-js";
import "../../../../envs/bandits/index.js";
import { creditRule } from "../../../../agents/rules/index.js";
import { scheduled } from "../../../../agents/schedule.js";
import { createTeamAgent, type TeamAgent } from "../../../../agents/team-agent.js";
import type { Engine } from "../../../engine/engine.js";
import { createWasmEngine } from "../../../engine/wasm/wasm-engine.js";
import { environmentSeed } from "../../../experiment/environment-seed.js";
import { CurveBins, EpisodeTracker, episodes, interact } from "../../../streams/index.js";
import type { RateChange } from "../link.js";
import { type RateFactors, withFactors } from "../settings.js";
import { CreditMeter } from "./credit-meter.js";
import type { TrainedArm } from "./messages.js";
import { RecentReturns } from "./recent-returns.js";
import { WatchedEnv } from "./watched-env.js";

const CURVE_POINTS = 256;
/** Milliseconds between two turns of the event loop, each of which leaves an event to be collected: about as often as pages look. */
const YIELD_EVERY = 30;

/**
 * Trains one rule in one environment, a stretch at a time: step for step and bit for bit what `creditgym compare`
 * trains with the same seed.
 */
export class Trainer {
  readonly tracker = new EpisodeTracker();
  readonly bins = new CurveBins(CURVE_POINTS);
  readonly recent = new RecentReturns();
  readonly credit: CreditMeter;
  readonly #arm: TrainedArm;
  readonly #env: VectorEnv;
  #watched: WatchedEnv | undefined;
  #engine: Engine;
  #agent: TeamAgent;
  #factors: RateFactors | undefined;
  /** Changes that a link asks for and whose steps have not come. */
  #due: RateChange[];
  #step = 0;
  #transitions = 0;
  /** To act on next; undefined before the first step. */
  #observations: NumericArray | undefined;

  /** @throws {AgentConfigError} where the rule does not fit */
  constructor(arm: TrainedArm) {
    this.#arm = arm;
    this.#due = [...arm.changes];
    this.#env = makeVec(arm.env, {
      vectorizationMode: "sync",
      wrappers: [
        (env) => {
          this.#watched = new WatchedEnv(env);
          return this.#watched;
        },
      ],
    });
    this.#engine = createWasmEngine();
    this.#agent = this.#newAgent();
    this.credit = new CreditMeter(this.#agent);
  }

  /** Steps learned from. */
  get step(): number {
    return this.#step;
  }

  get agent(): TeamAgent {
    return this.#agent;
  }

  get watched(): WatchedEnv {
    return this.#watched!;
  }

  /** Rates of the actor's layers, bottom to top, and of the critic's first layer, at the current step. */
  get rates(): readonly number[] {
    const { rates, critic } = this.#config;
    return [...rates, critic.rates[0]!].map((rate) => scheduled(rate, this.#step));
  }

  /** Trains, giving way to the event loop by time, until the answer after a step is true. */
  async advance(isEnough: () => boolean): Promise<void> {
    let enough = false;
    while (!enough) {
      this.#applyDue();
      const next = this.#due[0]?.step ?? Number.POSITIVE_INFINITY;
      await this.#run(() => {
        enough = isEnough();
        return enough || this.#step >= next;
      });
    }
  }

  /** Multiplies the recorded rates from now on; what the network has learned stays as it is. */
  change(factors: RateFactors): RateChange {
    this.#due = [];
    this.#factors = factors;
    const state = this.#agent.state();
    this.#engine.dispose?.();
    this.#engine = createWasmEngine();
    this.#agent = this.#newAgent();
    this.#agent.restore(state);
    this.credit.follow(this.#agent);
    return { step: this.#step, factors };
  }

  get #config() {
    const { config } = this.#arm;
    return this.#factors === undefined ? config : withFactors(config, this.#factors);
  }

  #newAgent(): TeamAgent {
    const { observationSpace, actionSpace } = this.#env;
    return createTeamAgent({
      engine: this.#engine,
      rule: creditRule(this.#arm.rule),
      config: this.#config,
      ...{ observationSpace, actionSpace },
      seeds: [this.#arm.seed],
      batch: 1,
    });
  }

  #applyDue(): void {
    while (this.#due.length > 0 && this.#due[0]!.step <= this.#step) {
      const [first, ...rest] = this.#due;
      this.change(first!.factors);
      this.#due = rest;
    }
  }

  async #run(until: () => boolean): Promise<void> {
    const start = { step: this.#step, transitions: this.#transitions };
    let latest: { readonly nextObservations: NumericArray } | undefined;
    const stream = interact(this.#env, this.#agent, {
      ...(this.#observations === undefined
        ? { seed: environmentSeed(this.#arm.seed) }
        : { from: { ...start, nextObservations: this.#observations } }),
      yieldEvery: YIELD_EVERY,
      until: (emission) => {
        this.#step = emission.step;
        this.#transitions = emission.transitions;
        latest = emission;
        this.credit.stepped(emission.step);
        return until();
      },
    }).pipe(episodes({ tracker: this.tracker }));
    await stream.forEach((episode) => {
      this.bins.add(episode);
      this.recent.add(episode.return);
    });
    this.#observations = latest!.nextObservations.slice();
  }
}
