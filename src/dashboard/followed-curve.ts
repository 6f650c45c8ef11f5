import type { CurvePoint } from "../streams/index.js";
import { FollowedFile } from "./followed-file.js";

/** A trial's learning curve: of each bin its end, in episodes and in steps, and its mean return. */
export interface Curve {
  readonly episode: Float64Array;
  readonly step: Float64Array;
  readonly meanReturn: Float64Array;
}

const EMPTY: Curve = {
  episode: new Float64Array(),
  step: new Float64Array(),
  meanReturn: new Float64Array(),
};

/**
 * The curve in a trial's folder. Its file is written anew each time, but a bin that is full stays as it is until all
 * are merged: such lines are not parsed again.
 */
export class FollowedCurve {
  readonly #file: FollowedFile;
  #curve = EMPTY;
  /** Lines that were parsed and full; characters that they took; the first and the last of them. */
  #full = { lines: 0, end: 0, first: "", last: "" };

  constructor(path: string) {
    this.#file = new FollowedFile(path);
  }

  get curve(): Curve {
    return this.#curve;
  }

  /** Looks again. @returns whether it changed @throws {SyntaxError} for a file that creditgym did not write */
  refresh(): boolean {
    const text = this.#file.read();
    if (text === undefined) return false;
    const { lines, end, first, last } = this.#full;
    const isLonger = lines > 0 && text.startsWith(first) && text.startsWith(last, end - last.length);
    const kept = isLonger ? lines : 0;
    const from = isLonger ? end : 0;
    const points = pointsOf(text.slice(from));
    this.#curve = {
      episode: joined(this.#curve.episode, kept, points, "episode"),
      step: joined(this.#curve.step, kept, points, "step"),
      meanReturn: joined(this.#curve.meanReturn, kept, points, "meanReturn"),
    };
    // The last line's bin may not be full.
    const lastLine = text.lastIndexOf("\n", text.length - 2) + 1;
    const before = text.lastIndexOf("\n", lastLine - 2) + 1;
    this.#full = {
      lines: this.#curve.episode.length - 1,
      end: lastLine,
      first: text.slice(0, text.indexOf("\n") + 1),
      last: text.slice(before, lastLine),
    };
    return true;
  }
}

function pointsOf(text: string): CurvePoint[] {
  const points = JSON.parse(`[${text.trimEnd().replaceAll("\n", ",")}]`) as CurvePoint[];
  const isWhole = points.every(
    (point) =>
      point !== null &&
      [point.episode, point.step, point.meanReturn].every((value) => Number.isFinite(value)),
  );
  if (!isWhole) throw new SyntaxError("a point without episode, step and meanReturn");
  return points;
}

function joined(
  known: Float64Array,
  kept: number,
  points: readonly CurvePoint[],
  key: keyof Curve,
): Float64Array {
  const values = new Float64Array(kept + points.length);
  values.set(known.subarray(0, kept));
  for (let k = 0; k < points.length; k++) values[kept + k] = points[k]![key];
  return values;
}
