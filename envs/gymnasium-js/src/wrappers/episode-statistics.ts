import { RecentValues } from "./recent-values.js";

export interface RecordEpisodeStatisticsOptions {
  /** Episodes that the queues keep, ≥ 1; 100 unless given. */
  readonly bufferLength?: number;
  /** The info's key; "episode" unless given. */
  readonly statsKey?: string;
  /** Tells milliseconds; `performance` unless given. */
  readonly clock?: { now(): number };
}

/** Of a completed episode. */
export interface EpisodeInfo {
  /** Sum of its rewards. */
  readonly r: number;
  /** Its steps. */
  readonly l: number;
  /** Seconds that it took, to the microsecond. */
  readonly t: number;
}

/** Follows the episodes of one or several environments. */
export class EpisodeStatistics {
  readonly #returns: Float64Array;
  readonly #lengths: Float64Array;
  /** Milliseconds of the clock. */
  readonly #starts: Float64Array;
  /** Milliseconds since the starts, when saved: another process has another clock. */
  readonly #elapsed: Float64Array;
  readonly #count = new Float64Array(1);
  readonly #clock: { now(): number };
  readonly #returnQueue: RecentValues;
  readonly #lengthQueue: RecentValues;
  readonly #timeQueue: RecentValues;

  /** @throws InvalidArgumentError */
  constructor(numEnvs: number, { bufferLength = 100, clock = performance }: RecordEpisodeStatisticsOptions) {
    this.#returns = new Float64Array(numEnvs);
    this.#lengths = new Float64Array(numEnvs);
    this.#starts = new Float64Array(numEnvs).fill(clock.now());
    this.#elapsed = new Float64Array(numEnvs);
    this.#clock = clock;
    this.#returnQueue = new RecentValues(bufferLength);
    this.#lengthQueue = new RecentValues(bufferLength);
    this.#timeQueue = new RecentValues(bufferLength);
  }

  /** Completed episodes. */
  get episodeCount(): number {
    return this.#count[0]!;
  }

  get returnQueue(): number[] {
    return this.#returnQueue.values;
  }

  get lengthQueue(): number[] {
    return this.#lengthQueue.values;
  }

  get timeQueue(): number[] {
    return this.#timeQueue.values;
  }

  begin(i: number): void {
    this.#returns[i] = 0;
    this.#lengths[i] = 0;
    this.#starts[i] = this.#clock.now();
  }

  step(i: number, reward: number): void {
    this.#returns[i]! += reward;
    this.#lengths[i]!++;
  }

  /** Enters the episode into the queues. The sums run on until `begin`. */
  end(i: number): EpisodeInfo {
    const now = this.#clock.now();
    const seconds = (now - this.#starts[i]!) / 1000;
    const episode = {
      r: this.#returns[i]!,
      l: this.#lengths[i]!,
      t: Math.round(seconds * 1e6) / 1e6,
    };
    this.#returnQueue.push(episode.r);
    this.#lengthQueue.push(episode.l);
    this.#timeQueue.push(episode.t);
    this.#count[0]!++;
    this.#starts[i] = now;
    return episode;
  }

  /** To be saved; after rewriting them call `resume`. */
  parts(): readonly ArrayBufferView[] {
    const now = this.#clock.now();
    for (const [i, start] of this.#starts.entries()) this.#elapsed[i] = now - start;
    return [
      this.#returns,
      this.#lengths,
      this.#elapsed,
      this.#count,
      ...this.#returnQueue.parts(),
      ...this.#lengthQueue.parts(),
      ...this.#timeQueue.parts(),
    ];
  }

  /** Goes on from rewritten parts. */
  resume(): void {
    const now = this.#clock.now();
    for (const [i, elapsed] of this.#elapsed.entries()) this.#starts[i] = now - elapsed;
  }
}
