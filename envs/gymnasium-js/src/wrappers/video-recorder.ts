import type { EnvMetadata, Frame } from "../env.js";
import { InvalidArgumentError } from "../errors.js";

/** A finished recording. */
export interface Recording {
  /** `<prefix>-episode-<index>` or `<prefix>-step-<index>`. */
  readonly name: string;
  /** What `render` gave, in order: pictures, or texts such as SVG. */
  readonly frames: readonly (Frame | string)[];
  readonly framesPerSecond: number;
}

export interface RecordVideoOptions {
  /** Takes each recording once it is finished. */
  readonly write: (recording: Recording) => void;
  /** Whether to record the episode of this index, from 0. */
  readonly episodeTrigger?: (episode: number) => boolean;
  /** Whether to start a recording at the step of this index, from 0 and over all episodes. */
  readonly stepTrigger?: (step: number) => boolean;
  /** Steps of a recording, over the ends of episodes; 0, unless given, for whole episodes. */
  readonly videoLength?: number;
  /** "rl-video" unless given. */
  readonly namePrefix?: string;
  /** `renderFps` of the environment's metadata unless given, 30 where it has none. */
  readonly framesPerSecond?: number;
}

/**
 * Episodes 0, 1, 8, 27, …, 729, 1000, 2000, …: what is recorded when no trigger is given
 * (gymnasium/utils/save_video.py).
 */
export function cappedCubicSchedule(episode: number): boolean {
  if (episode >= 1000) return episode % 1000 === 0;
  return Math.round(Math.cbrt(episode)) ** 3 === episode;
}

/** Collects frames by triggers (gymnasium/wrappers/rendering.py). */
export class VideoRecorder {
  /** Index of the episode and of the last step. */
  readonly #indices = Int32Array.of(-1, -1);
  readonly #render: () => Frame | string;
  readonly #options: RecordVideoOptions;
  readonly #episodeTrigger: ((episode: number) => boolean) | undefined;
  readonly #length: number;
  readonly #prefix: string;
  #name: string | undefined;
  #frames: (Frame | string)[] = [];

  /** @throws InvalidArgumentError when the environment cannot render, or an option is not allowed */
  constructor(
    render: (() => Frame | string) | undefined,
    metadata: EnvMetadata | undefined,
    options: RecordVideoOptions,
  ) {
    if (render === undefined) {
      throw new InvalidArgumentError("environment", "one without render()", "one that has it");
    }
    const { videoLength = 0, namePrefix = "rl-video" } = options;
    const framesPerSecond = options.framesPerSecond ?? metadata?.renderFps ?? 30;
    if (!Number.isSafeInteger(videoLength) || videoLength < 0) {
      throw new InvalidArgumentError("videoLength", videoLength, "an integer ≥ 0");
    }
    if (!(framesPerSecond > 0 && framesPerSecond < Infinity)) {
      throw new InvalidArgumentError("framesPerSecond", framesPerSecond, "a number > 0");
    }
    this.#render = render;
    this.#options = { ...options, framesPerSecond };
    this.#prefix = namePrefix;
    this.#length = videoLength === 0 ? Infinity : videoLength;
    const scheduled = options.episodeTrigger === undefined && options.stepTrigger === undefined;
    this.#episodeTrigger = scheduled ? cappedCubicSchedule : options.episodeTrigger;
  }

  /** A recording of a whole episode ends where the next one begins. */
  episode(): void {
    this.#indices[0]!++;
    if (this.#length === Infinity) this.stop();
    const index = this.#indices[0]!;
    if (this.#episodeTrigger?.(index) === true) this.#start(`episode-${index}`);
  }

  step(): void {
    this.#indices[1]!++;
    const index = this.#indices[1]!;
    if (this.#options.stepTrigger?.(index) === true) this.#start(`step-${index}`);
  }

  /** Takes a frame if it is recording. A recording of `videoLength` steps has one frame more. */
  capture(): void {
    if (this.#name === undefined) return;
    const frame = this.#render();
    // The environment may draw its next picture into the same bytes.
    this.#frames.push(typeof frame === "string" ? frame : { ...frame, pixels: frame.pixels.slice() });
    if (this.#frames.length > this.#length) this.stop();
  }

  #start(name: string): void {
    this.stop();
    this.#name = `${this.#prefix}-${name}`;
  }

  /** Hands the recording in progress over, unless it is empty. */
  stop(): void {
    const [name, frames] = [this.#name, this.#frames];
    this.#name = undefined;
    this.#frames = [];
    if (name === undefined || frames.length === 0) return;
    this.#options.write({ name, frames, framesPerSecond: this.#options.framesPerSecond! });
  }

  /** To be saved; after rewriting them call `resume`. Frames are output and no part of it. */
  parts(): readonly ArrayBufferView[] {
    return [this.#indices];
  }

  /** Goes on from rewritten parts: the recording in progress was of another run, and is finished. */
  resume(): void {
    this.stop();
  }
}
