import type { Env, ResetOptions, ResetResult, StepResult } from "../env.js";
import type { OwnState } from "./own-state.js";
import { type RecordVideoOptions, VideoRecorder } from "./video-recorder.js";
import { Wrapper } from "./wrapper.js";

/**
 * Records what `render` gives during the episodes or steps that the triggers name
 * (gymnasium/wrappers/rendering.py), and hands each finished recording to `write`. The last one is
 * finished by the next reset, or by `close`. `restore` finishes the one in progress.
 */
export class RecordVideo<O = unknown, A = unknown> extends Wrapper<O, A> {
  readonly #recorder: VideoRecorder;

  /** @throws InvalidArgumentError when the environment has no render(), or an option is not allowed */
  constructor(env: Env<O, A>, options: RecordVideoOptions) {
    super(env);
    this.#recorder = new VideoRecorder(this.render, this.metadata, options);
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.env.reset(options);
    this.#recorder.episode();
    this.#recorder.capture();
    return result;
  }

  override step(action: A): StepResult<O> {
    const result = this.env.step(action);
    this.#recorder.step();
    this.#recorder.capture();
    return result;
  }

  override close(): void {
    this.env.close?.();
    this.#recorder.stop();
  }

  protected override ownState(): OwnState {
    return { owner: "RecordVideo", parts: this.#recorder.parts() };
  }

  protected override restoreAround(state: Uint8Array): Uint8Array {
    const inner = super.restoreAround(state);
    this.#recorder.resume();
    return inner;
  }
}
