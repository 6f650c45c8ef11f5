import type { Info } from "gymnasium-js";
import type { Transition } from "../../agents/agent.js";

/**
 * One vector step of an agent in an environment, as `interact` emits it: the transition the agent
 * has just learned from, and where in the run it lies.
 *
 * The object and every array on it are reused by the next step: they are valid only during the
 * synchronous `next`. Put `snapshot()` before anything that buffers, delays or gathers emissions.
 */
export interface Emission extends Transition {
  /** Index of the environment that stepped, of several that take turns; 0 for one. */
  readonly group: number;
  /** Vector steps so far, this one included: 1 for the first. Of several environments each step counts. */
  readonly step: number;
  /** Valid transitions so far over all sub-environments, this step's included. */
  readonly transitions: number;
  /** The environment's diagnostics for this step. */
  readonly infos: Info;
}
