import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { SCORE_RANGES } from "../../src/experiment/score-ranges.js";

/** What a script of scripts/ prints, line by line. */
export async function printed<T>(script: string, ...args: readonly string[]): Promise<T[]> {
  const path = join(import.meta.dirname, "../../scripts", script);
  const { stdout } = await promisify(execFile)(process.execPath, [path, ...args]);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : (JSON.parse(line) as T)));
}

interface Measured {
  readonly env: string;
  readonly episodes: number;
  readonly mean: number;
  readonly error: number;
}

/** Measures again what random actions get, by other episodes than those behind the table of score ranges. */
export async function expectRandomReturns(ids: readonly string[], episodes: number): Promise<void> {
  const options = ["--episodes", String(episodes), "--seed", "2"];
  const measured = await printed<Measured>("measure-random-scores.js", ...options, ...ids);
  expect(measured.map(({ env }) => env)).toEqual(ids);
  for (const one of measured) {
    const { low, lowError } = SCORE_RANGES[one.env]!;
    expect(one.episodes).toBe(episodes);
    // Five standard errors; that of a lake which random walks cross once in 540 times is known from the table only.
    const fromTable = lowError * Math.sqrt(20_000 / episodes);
    const error = Math.hypot(Math.max(one.error, fromTable), lowError);
    expect(Math.abs(one.mean - low), `${one.env}: ${one.mean}`).toBeLessThanOrEqual(5 * error);
  }
}
