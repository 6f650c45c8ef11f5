import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LearningCurve } from "../../streams/index.js";
import type { TrialStatus, TrialTiming } from "../trial.js";
import { writeAtomically, writeJson } from "./atomic-file.js";
import { EpisodeLog, type ReturnSummary, summariseReturns } from "./episode-log.js";
import { writeEpisodesParquet } from "./episodes-parquet.js";

/** The folder of a trial. */
export class TrialFiles {
  readonly log: EpisodeLog;
  readonly #folder: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.log = new EpisodeLog(this.#path("episodes.bin"));
  }

  /** One line a point; as many points as the curve is bounded to. */
  writeCurve({ points }: LearningCurve): void {
    // What the curve tells must be in the log too, should the process be killed.
    this.log.flush();
    writeAtomically(this.#path("curve.jsonl"), points.map((point) => `${JSON.stringify(point)}\n`).join(""));
  }

  /** Closes the log and sums it up. */
  closeLog(): ReturnSummary {
    const { episodes } = this.log;
    this.log.close();
    return summariseReturns(this.#path("episodes.bin"), episodes);
  }

  writeParquet(): void {
    writeEpisodesParquet(this.#path("episodes.bin"), this.#path("episodes.parquet"));
  }

  writeCheckpoint(bytes: Uint8Array): void {
    writeAtomically(this.#path("checkpoint.safetensors"), bytes);
  }

  writeStatus(status: TrialStatus): void {
    writeJson(this.#path("status.json"), status);
  }

  writeTiming(timing: TrialTiming): void {
    writeJson(this.#path("timing.json"), timing);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
