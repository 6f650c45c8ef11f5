import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LearningCurve } from "../../streams/index.js";
import type { TrialStatus, TrialTiming } from "../trial.js";
import { replaceFile, writeAtomically, writeJson } from "./atomic-file.js";
import { decodeCheckpoint, encodeCheckpoint, type TrialCheckpoint } from "./checkpoint.js";
import { removeChecksums, writeChecksums } from "./checksums.js";
import { EpisodeLog, type LogPrefix, type ReturnSummary, summariseReturns } from "./episode-log.js";
import { writeEpisodesParquet } from "./episodes-parquet.js";
import { reading, writing } from "./storage-error.js";

/** All that equal trials have equal. */
export const TRIAL_FILES: readonly string[] = [
  "checkpoint.safetensors",
  "curve.jsonl",
  "diagnostics.jsonl",
  "episodes.bin",
  "episodes.parquet",
  "evaluation.jsonl",
  "status.json",
];

/** The folder of a trial. What cannot be written is a {@link StorageError}. */
export class TrialFiles {
  readonly #folder: string;
  #log: EpisodeLog | undefined;

  constructor(folder: string) {
    writing(folder, () => mkdirSync(folder, { recursive: true }));
    this.#folder = folder;
  }

  /** Opened by {@link beginLog}. */
  get log(): EpisodeLog {
    return this.#log!;
  }

  /**
   * Opens the log of episodes.
   * @param kept of one that is there already; the rest is cut off
   * @throws {Error} when it does not begin with that
   */
  beginLog(kept?: LogPrefix): void {
    this.#log?.close();
    this.#log = new EpisodeLog(this.#path("episodes.bin"), kept);
  }

  /** One line a point; as many points as the curve is bounded to. */
  writeCurve({ points }: LearningCurve): void {
    // What the curve tells must be in the log too, should the process be killed.
    this.log.flush();
    this.writeLines(
      "curve.jsonl",
      points.map((point) => JSON.stringify(point)),
    );
  }

  /** Closes the log and sums it up. */
  closeLog(): ReturnSummary {
    const { episodes } = this.log;
    this.log.close();
    return summariseReturns(this.#path("episodes.bin"), episodes);
  }

  async writeParquet(): Promise<void> {
    await replaceFile(this.#path("episodes.parquet"), (temporary) =>
      writeEpisodesParquet(this.#path("episodes.bin"), temporary),
    );
  }

  /** Goes with the episodes that are in the log by now. */
  writeCheckpoint(checkpoint: TrialCheckpoint): void {
    this.log.flush();
    writeAtomically(this.#path("checkpoint.safetensors"), encodeCheckpoint(checkpoint));
  }

  /** Undefined where there is none. @throws {Error} saying why it cannot be used */
  readCheckpoint(): TrialCheckpoint | undefined {
    const path = this.#path("checkpoint.safetensors");
    return existsSync(path) ? decodeCheckpoint(reading(path, () => readFileSync(path))) : undefined;
  }

  /** Of a file with a line of JSON each; none where there is no such file. */
  readLines(name: string): string[] {
    const path = this.#path(name);
    if (!existsSync(path)) return [];
    return reading(path, () => readFileSync(path, "utf8"))
      .split("\n")
      .slice(0, -1);
  }

  writeLines(name: string, lines: readonly string[]): void {
    writeAtomically(this.#path(name), lines.map((line) => `${line}\n`).join(""));
  }

  writeStatus(status: TrialStatus): void {
    writeJson(this.#path("status.json"), status);
  }

  writeTiming(timing: TrialTiming): void {
    writeJson(this.#path("timing.json"), timing);
  }

  /** Before anything changes. */
  begin(): void {
    removeChecksums(this.#folder);
  }

  /** After all is written: tells what is whole. */
  end(): void {
    writeChecksums(this.#folder, TRIAL_FILES);
  }

  /** Seconds that the trial has taken so far; 0 where nobody knows. */
  secondsSoFar(): number {
    try {
      const { seconds } = JSON.parse(readFileSync(this.#path("timing.json"), "utf8")) as Partial<TrialTiming>;
      return Number.isFinite(seconds) ? seconds! : 0;
    } catch {
      return 0;
    }
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
