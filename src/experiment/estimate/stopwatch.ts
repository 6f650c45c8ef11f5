import type { VectorEnv } from "gymnasium-js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import type { Plan, PlannedArm } from "../plan.js";
import type { ArmSpeed } from "./arm-speed.js";
import { measureArm } from "./measure-arm.js";

/** Milliseconds of training by which speeds are guessed: of an arm, and of all together. */
const ARM_TIME = 15;
const TOTAL_TIME = 200;
/** After so many nothing more is measured: environments elsewhere may be slow. */
const PATIENCE = 1500;

/** Measures how fast arms train, as long as that takes little time. */
export class Stopwatch {
  /** Of each arm. */
  readonly milliseconds: number;
  /** By environment, of the latest arm. */
  readonly #known = new Map<string, ArmSpeed | undefined>();
  #left: number;

  readonly #plan: Plan;
  readonly #replicas: number;

  /** @param arms 0 for nothing to be measured, @param replicas trials of an arm that are trained as one */
  constructor(arms: number, plan: Plan, replicas: number) {
    this.#plan = plan;
    this.#replicas = replicas;
    this.milliseconds = Math.min(ARM_TIME, TOTAL_TIME / arms);
    this.#left = arms === 0 ? 0 : PATIENCE;
  }

  /**
   * Undefined where nothing can be said. Arms for which there is no time are taken to be as fast as another one
   * in their environment.
   */
  async measure(
    key: string,
    arm: PlannedArm,
    env: VectorEnv,
    agent: TeamAgent,
  ): Promise<ArmSpeed | undefined> {
    const hasFailed = this.#known.has(key) && this.#known.get(key) === undefined;
    if (this.#left <= 0 || hasFailed) return this.#known.get(key);
    const began = performance.now();
    // What fails now fails in trials, which tell of it.
    const extent = { replicas: this.#replicas, milliseconds: this.milliseconds };
    const speed = await measureArm(arm, this.#plan, env, agent, extent).catch(() => undefined);
    this.#left -= performance.now() - began;
    this.#known.set(key, speed);
    return speed;
  }
}
