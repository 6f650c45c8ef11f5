import { extname } from "node:path";
import type { Frame } from "gymnasium-js";
import { UsageError } from "../../errors/usage-error.js";
import { isSvg, type Picture } from "../picture.js";
import { rasterise, shrink } from "../raster.js";
import { AnimatedSvg } from "./animated-svg.js";
import { ApngEncoder } from "./apng.js";
import { changedPart, type Part } from "./changes.js";
import { GifEncoder } from "./gif.js";
import type { PictureEncoder } from "./picture-encoder.js";

/** Collects what is drawn into the file of an animated picture. */
export interface Recorder {
  /** @throws {UsageError} when the picture has no place in such a file */
  add(picture: Picture, seconds: number): void;
  /** Frames that were added. */
  readonly frames: number;
  /** Whether more frames are left out. */
  readonly isFull: boolean;
  /** Frames that were left out because there were too many. */
  readonly leftOut: number;
  /** The file's bytes; undefined when there is no frame. */
  finish(): Uint8Array | undefined;
}

/** About two minutes at 25 frames a second: what a recording holds in memory stays some tens of megabytes. */
const MOST_FRAMES = 3000;
/** Pixels on either side. */
const LARGEST_SIDE = 480;
const ALLOWED = "a name that ends in .gif, .png (animated PNG) or .svg";

/** @throws {UsageError} for another extension */
export function recorderFor(path: string, mostFrames = MOST_FRAMES): Recorder {
  switch (extname(path).toLowerCase()) {
    case ".gif":
      return new Limited(new Pictures(new GifEncoder()), mostFrames);
    case ".png":
    case ".apng":
      return new Limited(new Pictures(new ApngEncoder()), mostFrames);
    case ".svg":
      return new Limited(new Documents(), mostFrames);
    default:
      throw new UsageError(`--record is "${path}": allowed is ${ALLOWED}`);
  }
}

interface Sink {
  add(picture: Picture, seconds: number): void;
  finish(): Uint8Array;
}

class Limited implements Recorder {
  frames = 0;
  leftOut = 0;

  constructor(
    readonly sink: Sink,
    readonly mostFrames: number,
  ) {}

  get isFull(): boolean {
    return this.frames >= this.mostFrames;
  }

  add(picture: Picture, seconds: number): void {
    if (this.isFull) {
      this.leftOut++;
      return;
    }
    this.sink.add(picture, seconds);
    this.frames++;
  }

  finish(): Uint8Array | undefined {
    return this.frames === 0 ? undefined : this.sink.finish();
  }
}

/** Holds one frame back, since frames that change nothing lengthen it. */
class Pictures implements Sink {
  #held: { readonly frame: Frame; readonly part: Part; seconds: number } | undefined;

  constructor(readonly encoder: PictureEncoder) {}

  add(picture: Picture, seconds: number): void {
    const frame = pixelsOf(picture);
    const held = this.#held;
    if (held === undefined) {
      const part = { x: 0, y: 0, width: frame.width, height: frame.height };
      this.#held = { frame, part, seconds };
      return;
    }
    if (frame.width !== held.frame.width || frame.height !== held.frame.height) {
      throw new UsageError(
        `--record takes frames of one size, but after ${held.frame.width} × ${held.frame.height} came ` +
          `${frame.width} × ${frame.height} pixels: allowed is an environment that keeps the size of its pictures`,
      );
    }
    const part = changedPart(held.frame, frame);
    if (part === undefined) {
      held.seconds += seconds;
      return;
    }
    this.encoder.add(held.frame, held.part, held.seconds);
    this.#held = { frame, part, seconds };
  }

  finish(): Uint8Array {
    const { frame, part, seconds } = this.#held!;
    this.encoder.add(frame, part, seconds);
    return this.encoder.finish();
  }
}

function pixelsOf(picture: Picture): Frame {
  const bounds = { width: LARGEST_SIDE, height: LARGEST_SIDE };
  if (typeof picture !== "string") return shrink(picture, bounds);
  if (isSvg(picture)) return rasterise(picture, bounds);
  throw new UsageError(
    "--record needs pictures, but the environment draws texts: allowed is an environment that draws svg or rgb_array",
  );
}

class Documents implements Sink {
  readonly #animated = new AnimatedSvg();

  add(picture: Picture, seconds: number): void {
    if (typeof picture !== "string" || !isSvg(picture)) {
      throw new UsageError(
        "--record to .svg needs SVG, which the environment does not draw: allowed is .gif or .png where it draws pictures",
      );
    }
    this.#animated.add(picture, seconds);
  }

  finish(): Uint8Array {
    return new TextEncoder().encode(this.#animated.finish());
  }
}
