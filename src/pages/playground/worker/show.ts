import { type ActionBatch, allocate, type Env, make, type NumericArray, packingOf } from "gymnasium-js";
import "../../../../envs/bandits/index.js";
import { creditRule } from "../../../../agents/rules/index.js";
import { createTeamAgent, type TeamAgent } from "../../../../agents/team-agent.js";
import { createWasmEngine } from "../../../engine/wasm/wasm-engine.js";
import { CounterStream } from "../../../random/streams.js";
import type { TrainedArm } from "./messages.js";

/** Plays in an environment of its own, a step whenever it is told to, with the weights of an agent that learns elsewhere. */
export class Show {
  readonly fps: number;
  readonly #agent: TeamAgent;
  readonly #env: Env;
  readonly #seeds: CounterStream;
  readonly #observations: NumericArray;
  readonly #actions: ActionBatch;
  #isOver = true;

  constructor({ env, rule, config, seed }: TrainedArm) {
    this.#env = make(env);
    this.fps = this.#env.metadata?.renderFps ?? 30;
    const { observationSpace, actionSpace } = this.#env;
    this.#seeds = new CounterStream(seed, "evaluation");
    this.#agent = createTeamAgent({
      engine: createWasmEngine(),
      rule: creditRule(rule),
      config,
      ...{ observationSpace, actionSpace, frozen: true },
      seeds: [this.#draw()],
      batch: 1,
    });
    const [observed, acted] = [packingOf(observationSpace), packingOf(actionSpace)];
    this.#observations = allocate(observed.dtype, observed.size);
    this.#actions = allocate(acted.dtype, acted.size);
  }

  get agent(): TeamAgent {
    return this.#agent;
  }

  /** One step of the episode, or the beginning of the next one. */
  step(learner: TeamAgent): void {
    if (this.#isOver) {
      // Everything that acting depends on, not weights alone.
      this.#agent.restore(learner.state());
      this.#see(this.#env.reset({ seed: this.#draw() }).observation);
      this.#isOver = false;
      return;
    }
    this.#agent.actor.layers.forEach(({ weights }, l) => {
      weights.data.set(learner.actor.layers[l]!.weights.data);
    });
    this.#agent.act(this.#observations, this.#actions);
    const action = packingOf(this.#env.actionSpace).unpack(this.#actions, 0);
    const { observation, terminated, truncated } = this.#env.step(action);
    this.#see(observation);
    this.#isOver = terminated || truncated;
  }

  /** An SVG document, once {@link step} has been called. */
  frame(): string {
    return this.#env.render!() as string;
  }

  #see(observation: unknown): void {
    packingOf(this.#env.observationSpace).pack(observation, this.#observations, 0);
  }

  #draw(): number {
    return Math.floor(this.#seeds.uniform() * 2 ** 24);
  }
}
