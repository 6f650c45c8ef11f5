import { createHash, type Hash } from "node:crypto";
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import type { Episode } from "../../streams/index.js";
import { hashOfFile } from "./checksums.js";
import { reading, writing } from "./storage-error.js";

/** Bytes of an episode: return (float64), length (uint32), sub-environment (uint32), little-endian. */
export const EPISODE_BYTES = 16;

const BUFFERED_EPISODES = 4096;
const READ_EPISODES = 65_536;

/** A part of a log, from its beginning. */
export interface LogPrefix {
  readonly episodes: number;
  /** SHA-256 of its bytes. */
  readonly digest: string;
}

/** Appends episodes to a file, in constant memory. */
export class EpisodeLog {
  readonly #path: string;
  readonly #file: number;
  readonly #bytes = new Uint8Array(BUFFERED_EPISODES * EPISODE_BYTES);
  // Faster than a DataView; only mainframes are not little-endian.
  readonly #doubles = new Float64Array(this.#bytes.buffer);
  readonly #words = new Uint32Array(this.#bytes.buffer);
  #buffered = 0;
  /** Of what is written. */
  readonly #hash: Hash;
  #written: number;
  #isClosed = false;

  /**
   * @param kept of a file that is there already; the rest is cut off
   * @throws {Error} when the file does not begin with it
   * @throws {StorageError}
   */
  constructor(path: string, kept?: LogPrefix) {
    this.#path = path;
    this.#written = kept?.episodes ?? 0;
    this.#hash = kept === undefined ? createHash("sha256") : hashOfPrefix(path, kept);
    this.#file = writing(path, () => openSync(path, kept === undefined ? "w" : "r+"));
    writing(path, () => ftruncateSync(this.#file, this.#written * EPISODE_BYTES));
  }

  append(episode: Pick<Episode, "return" | "length" | "environmentIndex">): void {
    const at = this.#buffered++;
    this.#doubles[2 * at] = episode.return;
    this.#words[4 * at + 2] = episode.length;
    this.#words[4 * at + 3] = episode.environmentIndex;
    if (this.#buffered === BUFFERED_EPISODES) this.flush();
  }

  /** Episodes in the log so far. */
  get episodes(): number {
    return this.#written + this.#buffered;
  }

  /** What the log holds by now. */
  prefix(): LogPrefix {
    const hash = this.#hash.copy().update(this.#bytes.subarray(0, this.#buffered * EPISODE_BYTES));
    return { episodes: this.episodes, digest: hash.digest("hex") };
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
    this.#hash.update(this.#bytes.subarray(0, end));
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

/** @throws {Error} when a file does not begin with what a log held */
function hashOfPrefix(path: string, { episodes, digest }: LogPrefix): Hash {
  if (!existsSync(path)) throw new Error(`${path} is no longer there`);
  const hash = reading(path, () => hashOfFile(path, episodes * EPISODE_BYTES));
  if (hash.copy().digest("hex") === digest) return hash;
  throw new Error(`${path} does not begin with the ${episodes} episodes that it held`);
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
