import { createHash } from "node:crypto";
import type { Checkpoint } from "../../../agents/agent.js";
import type { TrialFiles } from "../store/trial-files.js";
import type { Probe, ProbePosition } from "./probe.js";

/** What of a probe goes into a trial's checkpoint. */
export interface ProbeState {
  /** Points of the budget that have been passed. */
  readonly passed: number;
  /** Lines written by then. */
  readonly lines: number;
  /** SHA-256 of these. */
  readonly digest: string;
  /** Its own. */
  readonly own: Checkpoint | undefined;
}

/** SHA-256 of a file's lines. */
export function digestOfLines(lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

interface Entry {
  readonly probe: Probe;
  passed: number;
  /** Texts of the file's lines. */
  lines: string[];
}

/** The probes of one trial: when they are due, and what they have measured. */
export class ProbeRun {
  readonly #entries: readonly Entry[];
  readonly #budget: number;
  readonly #files: TrialFiles;
  #next: number;

  /** @param budget episodes or transitions of the trial */
  constructor(probes: readonly Probe[], budget: number, files: TrialFiles) {
    this.#entries = probes.map((probe) => ({ probe, passed: 0, lines: [] }));
    this.#budget = budget;
    this.#files = files;
    this.#next = this.#nextPoint();
  }

  /** Whether a point of the budget has been reached. @param spent of the budget */
  isDue(spent: number): boolean {
    return spent >= this.#next;
  }

  /** Measures what is due. */
  async measure(spent: number, position: ProbePosition): Promise<void> {
    for (const [entry, point] of this.#due(spent)) {
      const line = await entry.probe.measure(position);
      if (line !== undefined) this.#keep(entry, point, line);
    }
    this.#next = this.#nextPoint();
  }

  /** Measures what is due, as long as it needs no waiting. */
  measureNow(spent: number, position: ProbePosition): void {
    for (const [entry, point] of this.#due(spent)) {
      const line = entry.probe.measure(position);
      if (line instanceof Promise) throw new Error(`${entry.probe.file} cannot be measured at once`);
      this.#keep(entry, point, line);
    }
    this.#next = this.#nextPoint();
  }

  /** By the probes' files. */
  state(): Record<string, ProbeState> {
    return Object.fromEntries(
      this.#entries.map(({ probe, passed, lines }) => [
        probe.file,
        { passed, lines: lines.length, digest: digestOfLines(lines), own: probe.state?.() },
      ]),
    );
  }

  /** @throws Error when a file has fewer lines than it had */
  restore(states: Readonly<Record<string, ProbeState>>): void {
    for (const entry of this.#entries) {
      const { file } = entry.probe;
      const state = states[file];
      if (state === undefined) throw new Error(`nothing is known of ${file}`);
      const lines = this.#files.readLines(file);
      if (lines.length < state.lines) {
        throw new Error(`${file} has ${lines.length} lines, not ${state.lines}`);
      }
      entry.passed = state.passed;
      entry.lines = lines.slice(0, state.lines);
      if (state.own !== undefined) entry.probe.restore?.(state.own);
    }
    this.#next = this.#nextPoint();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#entries.map(async ({ probe }) => probe.close?.()));
  }

  /** Those whose next point has been reached, with that point; of several at once the last counts. */
  *#due(spent: number): Generator<[Entry, number]> {
    for (const entry of this.#entries) {
      const reached = Math.min(
        entry.probe.points,
        Math.floor((spent * entry.probe.points) / this.#budget + 1e-9),
      );
      if (reached > entry.passed) yield [entry, reached];
    }
  }

  #keep(entry: Entry, point: number, line: object): void {
    entry.passed = point;
    entry.lines.push(JSON.stringify(line));
    this.#files.writeLines(entry.probe.file, entry.lines);
  }

  #nextPoint(): number {
    const points = this.#entries
      .filter(({ probe, passed }) => passed < probe.points)
      .map(({ probe, passed }) => Math.ceil((this.#budget * (passed + 1)) / probe.points - 1e-9));
    return Math.min(Number.POSITIVE_INFINITY, ...points);
  }
}
