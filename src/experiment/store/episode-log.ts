import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { Episode } from "../../streams/index.js";
import { writing } from "./storage-error.js";

/** Bytes of an episode: return (float64), length (uint32), sub-environment (uint32), little-endian. */
export const EPISODE_BYTES = 16;

const BUFFERED_EPISODES = 4096;
const READ_EPISODES = 65_536;

/** Appends episodes to a file, in constant memory. */
export class EpisodeLog {
  readonly #path: string;
  readonly #file: number;
  readonly #bytes = new Uint8Array(BUFFERED_EPISODES * EPISODE_BYTES);
  readonly #view = new DataView(this.#bytes.buffer);
  #buffered = 0;
  #written: number;
  #isClosed = false;

  /**
   * @param episodes kept of a file that is there already; the rest is cut off
   * @throws {Error} when it has fewer
   * @throws {StorageError}
   */
  constructor(path: string, episodes = 0) {
    this.#path = path;
    this.#written = episodes;
    this.#file = writing(path, () => openSync(path, episodes === 0 ? "w" : "r+"));
    const { size } = fstatSync(this.#file);
    if (size < episodes * EPISODE_BYTES) {
      closeSync(this.#file);
      throw new Error(`${path} has ${size} bytes, not those of ${episodes} episodes`);
    }
    writing(path, () => ftruncateSync(this.#file, episodes * EPISODE_BYTES));
  }

  append(episode: Pick<Episode, "return" | "length" | "environmentIndex">): void {
    const at = this.#buffered++ * EPISODE_BYTES;
    this.#view.setFloat64(at, episode.return, true);
    this.#view.setUint32(at + 8, episode.length, true);
    this.#view.setUint32(at + 12, episode.environmentIndex, true);
    if (this.#buffered === BUFFERED_EPISODES) this.flush();
  }

  /** Episodes in the log so far. */
  get episodes(): number {
    return this.#written + this.#buffered;
  }

  /** @throws {StorageError} */
  flush(): void {
    const end = this.#buffered * EPISODE_BYTES;
    writing(this.#path, () => {
      // A disk that fills up takes a part first.
      for (let done = 0; done < end; ) {
        done += writeSync(this.#file, this.#bytes, done, end - done, this.#written * EPISODE_BYTES + done);
      }
    });
    this.#written += this.#buffered;
    this.#buffered = 0;
  }

  /** Once or more. @throws {StorageError} */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.flush();
    } finally {
      closeSync(this.#file);
    }
  }
}

/** Columns of successive episodes. */
export interface EpisodeColumns {
  readonly returns: Float64Array;
  readonly lengths: Uint32Array;
  readonly environments: Uint32Array;
}

/** Reads a log piece by piece. */
export function* readEpisodes(path: string, pieceSize = READ_EPISODES): Generator<EpisodeColumns> {
  const file = openSync(path, "r");
  try {
    const total = Math.floor(fstatSync(file).size / EPISODE_BYTES);
    // Ten times as fast as a DataView; only mainframes are not little-endian.
    const bytes = new Uint8Array(Math.min(total, pieceSize) * EPISODE_BYTES);
    const doubles = new Float64Array(bytes.buffer);
    const words = new Uint32Array(bytes.buffer);
    for (let done = 0; done < total; ) {
      const count = Math.min(pieceSize, total - done);
      readSync(file, bytes, 0, count * EPISODE_BYTES, done * EPISODE_BYTES);
      const returns = new Float64Array(count);
      const lengths = new Uint32Array(count);
      const environments = new Uint32Array(count);
      for (let k = 0; k < count; k++) {
        returns[k] = doubles[2 * k]!;
        lengths[k] = words[4 * k + 2]!;
        environments[k] = words[4 * k + 3]!;
      }
      yield { returns, lengths, environments };
      done += count;
    }
  } finally {
    closeSync(file);
  }
}

export interface ReturnSummary {
  readonly episodes: number;
  /** Over all episodes; null when there is none. */
  readonly averageReturn: number | null;
  /** Over the last tenth of them, at least one; null when there is none. */
  readonly finalReturn: number | null;
}

/** The measures of a trial, in constant memory. */
export function summariseReturns(path: string, episodes: number): ReturnSummary {
  if (episodes === 0) return { episodes, averageReturn: null, finalReturn: null };
  const tail = Math.max(1, Math.floor(episodes / 10));
  const all = new Sum();
  const last = new Sum();
  let index = 0;
  for (const { returns } of readEpisodes(path)) {
    for (const value of returns) {
      all.add(value);
      if (index++ >= episodes - tail) last.add(value);
    }
  }
  return { episodes, averageReturn: all.value / episodes, finalReturn: last.value / tail };
}

/** Neumaier's compensated sum: a million returns must not blur the last digits. */
class Sum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const sum = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - sum + value : value - sum + this.#sum;
    this.#sum = sum;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}
