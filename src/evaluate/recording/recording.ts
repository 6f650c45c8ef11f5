import { existsSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { writeAtomically } from "../../experiment/store/atomic-file.js";
import { framesPerSecond, pictureOf } from "../picture.js";
import type { Spectate } from "../spectate.js";
import { type Recorder, recorderFor } from "./recorder.js";

/** The last picture of an episode stays for so long, in seconds. */
const PAUSE = 1;

/** A file of moving pictures that episodes are drawn into, at the environment's own speed. */
export class Recording {
  /** Render modes that such a file can be made of, best first. */
  readonly modes: readonly string[];
  readonly spectate: Spectate;
  readonly #path: string;
  readonly #recorder: Recorder;

  /**
   * @param trials how many are to be played: a file takes one
   * @throws {UsageError} for another number of them, or a path that nothing can be recorded to
   */
  constructor(path: string, trials: number) {
    this.#path = path;
    this.#recorder = recorderFor(path);
    const folder = dirname(resolve(path));
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
      throw new UsageError(`--record is "${path}": there is no folder ${folder}`);
    }
    if (trials !== 1) {
      throw new UsageError(
        `--record takes one trial, but ${trials} are chosen: allowed is a trial's folder, or --env, --rule and --trial-seed`,
      );
    }
    this.modes = extname(path).toLowerCase() === ".svg" ? ["svg"] : ["svg", "rgb_array"];
    this.spectate = (env) => {
      const seconds = 1 / framesPerSecond(env);
      return async ({ ended }) => {
        // What has no place any more need not be drawn.
        const picture = this.#recorder.isFull ? "" : await pictureOf(env);
        this.#recorder.add(picture, ended ? PAUSE : seconds);
      };
    };
  }

  /**
   * Writes the file.
   *
   * @returns what was recorded, in a sentence
   * @throws {StorageError} when it cannot be written: what stood there is as it was
   */
  write(): string {
    const { frames, leftOut } = this.#recorder;
    const bytes = this.#recorder.finish();
    if (bytes === undefined) return "Nothing was recorded: no frame was drawn.";
    writeAtomically(this.#path, bytes);
    const rest = leftOut === 0 ? "" : `; ${leftOut} more had no place, fewer --episodes would`;
    return `Recorded: ${this.#path}, ${frames} frames, ${Math.ceil(bytes.length / 1024)} KiB${rest}.`;
  }
}
