import { type Env, type StepResult, Wrapper } from "gymnasium-js";

/** Keeps the picture of an episode's end, which a vector environment resets away within the step. */
export class WatchedEnv extends Wrapper {
  /** Whether anybody looks: pictures take time. */
  isWatched = false;
  #last: string | undefined;

  constructor(env: Env) {
    super(env);
    if (env.render === undefined) throw new Error(`${env.spec?.id} cannot be drawn.`);
  }

  override step(action: unknown): StepResult<unknown> {
    const result = super.step(action);
    this.#last = this.isWatched && (result.terminated || result.truncated) ? this.#draw() : undefined;
    return result;
  }

  /** An SVG document: how the episode ended, if the last step ended it, or how things are. */
  frame(): string {
    return this.#last ?? this.#draw();
  }

  #draw(): string {
    return this.env.render!() as string;
  }
}
