import type { DecisionRecorder } from "../../../../agents/feedback/decision-recorder.js";
import type { TeamAgent } from "../../../../agents/team-agent.js";

/** Steps between two that are looked at for the mean, a power of two. */
const EVERY = 8;
/** Share of a step that is looked at in the running mean. */
const SHARE = 0.02;

/**
 * What the rule told each unit: its eligibility times the feedback, which is what its incoming weights follow, before
 * input and rate.
 */
export class CreditMeter {
  #agent!: TeamAgent;
  #feedback = 0;
  /** Running mean of each unit's |credit|, the layers one after the other. */
  readonly #means: Float32Array;
  readonly #recorder: DecisionRecorder = {
    learned: (_k, feedback) => {
      this.#feedback = feedback;
    },
    collected: () => {},
    ended: () => {},
  };

  constructor(agent: TeamAgent) {
    this.#means = new Float32Array(agent.actor.layers.reduce((sum, { units }) => sum + units, 0));
    this.follow(agent);
  }

  /** Looks at another agent of the same shape from now on. */
  follow(agent: TeamAgent): void {
    this.#agent = agent;
    agent.watch([this.#recorder]);
  }

  /** After each step that was learned from. */
  stepped(step: number): void {
    if ((step & (EVERY - 1)) !== 0) return;
    this.#each((credit, k) => {
      this.#means[k] = this.#means[k]! + SHARE * (Math.abs(credit) - this.#means[k]!);
    });
  }

  /** Of the last step, signed. */
  last(): Float32Array<ArrayBuffer> {
    const credits = new Float32Array(this.#means.length);
    this.#each((credit, k) => {
      credits[k] = credit;
    });
    return credits;
  }

  /** Mean sizes over the last few hundred steps. */
  means(): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#means);
  }

  #each(use: (credit: number, k: number) => void): void {
    let start = 0;
    for (const { eligibility, units } of this.#agent.actor.layers) {
      const { data } = eligibility;
      for (let k = 0; k < units; k++) use(this.#feedback * data[k]!, start + k);
      start += units;
    }
  }
}
