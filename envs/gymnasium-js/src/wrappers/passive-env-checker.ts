import { diagnose } from "../checker/diagnose.js";
import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import { InvalidResultError } from "../errors.js";
import { Wrapper } from "./wrapper.js";

export interface PassiveEnvCheckerOptions {
  /** Told what Gymnasium only warns of, in one sentence; without it that is refused as well. */
  readonly onWarning?: (sentence: string) => void;
}

/**
 * Looks at what the first reset and the first step return, and at nothing after that
 * (gymnasium/wrappers/common.py). Gymnasium warns of observations out of their space, of rewards that are
 * no finite numbers and of flags that are no booleans; unless told otherwise this refuses them: they would
 * be learned from in silence. `make` puts it around every environment that does not opt out.
 */
export class PassiveEnvChecker<O = unknown, A = unknown> extends Wrapper<O, A> {
  readonly #onWarning: ((sentence: string) => void) | undefined;
  #resetSeen = false;
  #stepSeen = false;

  /** @throws InvalidResultError when a space is missing. */
  constructor(env: Env<O, A>, options: PassiveEnvCheckerOptions = {}) {
    super(env);
    this.#onWarning = options.onWarning;
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
    const { reward } = result;
    if (!Number.isFinite(reward)) this.#object(new InvalidResultError("reward", reward, "a finite number"));
    for (const flag of ["terminated", "truncated"] as const) {
      if (typeof result[flag] === "boolean") continue;
      this.#object(new InvalidResultError(flag, result[flag], "true or false"));
    }
    return result;
  }

  #checkForm(result: ResetResult<O>, call: "reset" | "step", form: string): void {
    if (typeof result !== "object" || result === null || !("observation" in result)) {
      const given = (result as unknown) instanceof Promise ? "a promise" : result;
      throw new InvalidResultError(`result of ${call}()`, given, form);
    }
    const found = diagnose(this.observationSpace, result.observation);
    if (found !== undefined) {
      const expected = `a value of ${this.observationSpace} (${found.problem}): ${found.remedy}`;
      this.#object(new InvalidResultError("observation", result.observation, expected));
    }
    if (typeof result.info !== "object" || result.info === null || Array.isArray(result.info)) {
      throw new InvalidResultError("info", result.info, "an object");
    }
  }

  #object(error: InvalidResultError): void {
    if (this.#onWarning === undefined) throw error;
    this.#onWarning(error.message);
  }
}
