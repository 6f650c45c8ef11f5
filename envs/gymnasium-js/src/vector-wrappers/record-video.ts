import type { Frame } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import type { VectorEnv, VectorReset, VectorStep } from "../vector-env.js";
import type { OwnState } from "../wrappers/own-state.js";
import { type RecordVideoOptions, VideoRecorder } from "../wrappers/video-recorder.js";
import { chain } from "./chain.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Records what `render` gives of the first sub-environment, by triggers on its episodes or on steps
 * (gymnasium/wrappers/vector/rendering.py), and hands each finished recording to `write`.
 *
 * Under `same-step`, as in Gymnasium, an episode's last picture is missing: when the step returns, the
 * next episode has begun. `withAutoreset` around this wrapper of a `disabled` environment keeps it.
 */
export class VectorRecordVideo extends VectorWrapper {
  readonly #recorder: VideoRecorder;

  /** @throws InvalidArgumentError when the environment has no render() that draws at once, or an option is not allowed */
  constructor(env: VectorEnv, options: RecordVideoOptions) {
    super(env);
    const { render } = this;
    this.#recorder = new VideoRecorder(render && (() => atOnce(render(0))), this.metadata, options);
  }

  protected override onReset(reset: VectorReset, mask: Uint8Array | undefined): VectorReset {
    if (mask !== undefined && mask[0] === 0) return reset;
    this.#recorder.episode();
    this.#recorder.capture();
    return reset;
  }

  protected override onStep(step: VectorStep): VectorStep {
    const { terminated, truncated, valid } = step;
    const over = terminated[0] !== 0 || truncated[0] !== 0;
    const begun = this.autoresetMode === "same-step" ? over : valid[0] === 0;
    if (begun) this.#recorder.episode();
    this.#recorder.step();
    this.#recorder.capture();
    return step;
  }

  override close(): void | Promise<void> {
    return chain(this.env.close(), () => this.#recorder.stop());
  }

  protected override ownState(): OwnState {
    return { owner: "VectorRecordVideo", parts: this.#recorder.parts() };
  }

  protected override restoreAround(state: Uint8Array): Uint8Array {
    const inner = super.restoreAround(state);
    this.#recorder.resume();
    return inner;
  }
}

/** A picture that comes later would be one of a later state. */
function atOnce(picture: ReturnType<NonNullable<VectorEnv["render"]>>): Frame | string {
  if (!(picture instanceof Promise)) return picture;
  throw new InvalidArgumentError(
    "environment",
    "one whose render() gives a promise",
    "a native one, or Python's own wrapper RecordVideo",
  );
}
