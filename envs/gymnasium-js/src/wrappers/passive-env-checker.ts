import { diagnose } from "../checker/diagnose.js";
import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidResultError } from "../errors.js";
import { Wrapper } from "./wrapper.js";

/**
 * Looks at what the first reset and the first step return, and at nothing after that
 * (gymnasium/wrappers/common.py). Where Gymnasium warns this refuses: a value outside its space would be
 * learned from in silence. `make` puts it around every environment that does not opt out.
 */
export class PassiveEnvChecker<O = unknown, A = unknown> extends Wrapper<O, A> {
  #resetSeen = false;
  #stepSeen = false;

  /** @throws InvalidResultError when a space is missing. */
  constructor(env: Env<O, A>) {
    super(env);
    for (const role of ["observationSpace", "actionSpace"] as const) {
      if (typeof env[role]?.contains !== "function") {
        throw new InvalidResultError(role, env[role], "a space");
      }
    }
  }

  /** @throws InvalidResultError */
  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    if (this.#resetSeen) return result;
    this.#resetSeen = true;
    this.#checkForm(result, "reset", "{ observation, info }");
    return result;
  }

  /** @throws InvalidResultError */
  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    if (this.#stepSeen) return result;
    this.#stepSeen = true;
    this.#checkForm(result, "step", "{ observation, reward, terminated, truncated, info }");
    const { reward, terminated, truncated } = result;
    if (!Number.isFinite(reward)) throw new InvalidResultError("reward", reward, "a finite number");
    if (typeof terminated !== "boolean")
      throw new InvalidResultError("terminated", terminated, "true or false");
    if (typeof truncated !== "boolean") throw new InvalidResultError("truncated", truncated, "true or false");
    return result;
  }

  #checkForm(result: ResetResult<O>, call: "reset" | "step", form: string): void {
    if (typeof result !== "object" || result === null || !("observation" in result)) {
      const given = (result as unknown) instanceof Promise ? "a promise" : result;
      throw new InvalidResultError(`result of ${call}()`, given, form);
    }
    const found = diagnose(this.observationSpace, result.observation);
    if (found !== undefined) {
      throw new InvalidResultError("observation", result.observation, `${found.remedy}: ${found.problem}`);
    }
    if (typeof result.info !== "object" || result.info === null || Array.isArray(result.info)) {
      throw new InvalidResultError("info", result.info, "an object");
    }
  }
}
