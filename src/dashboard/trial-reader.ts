import { join } from "node:path";
import type { TrialStatus } from "../experiment/trial.js";
import { type Curve, FollowedCurve } from "./followed-curve.js";
import { FollowedFile } from "./followed-file.js";

/** What a trial's folder tells, followed. */
export class TrialReader {
  /** Undefined before it has begun. */
  status: TrialStatus | undefined;
  /** What cannot be read, in one sentence. */
  problem: string | undefined;
  readonly #status: FollowedFile;
  readonly #curve: FollowedCurve | undefined;
  #isSettled = false;

  constructor(
    readonly seed: number,
    readonly folder: string,
    withCurve: boolean,
  ) {
    this.#status = new FollowedFile(join(folder, "status.json"));
    if (withCurve) this.#curve = new FollowedCurve(join(folder, "curve.jsonl"));
  }

  /** Empty until there is one, and where none is followed. */
  get curve(): Curve | undefined {
    return this.#curve?.curve;
  }

  /** Looks again. @returns whether anything changed */
  refresh(): boolean {
    if (this.#isSettled) return false;
    const problem = this.problem;
    let isChanged = false;
    try {
      const text = this.#status.read();
      if (text !== undefined) {
        this.status = JSON.parse(text) as TrialStatus;
        isChanged = true;
      }
      // The curve of a trial that has not begun is not there; that of one that is done was written before it was.
      if (this.status !== undefined && this.#curve?.refresh()) isChanged = true;
      this.#isSettled = this.status?.status === "done";
      this.problem = undefined;
    } catch (error) {
      this.problem = `${this.folder} cannot be read: ${(error as Error).message}`;
    }
    return isChanged || problem !== this.problem;
  }

  /** Takes nothing for settled: another process works on the run. */
  unsettle(): void {
    this.#isSettled = false;
  }
}
