import { TrajectoryError } from "../errors.js";
import { PCG64 } from "./pcg64.js";

/** A generator whose `random()` gives recorded numbers, one after the other. */
export class RecordedDraws extends PCG64 {
  readonly #draws: number[] = [];

  constructor() {
    super(0);
  }

  /** Adds draws to those that are still to be given. */
  add(draws: readonly number[]): void {
    this.#draws.push(...draws);
  }

  /** @throws TrajectoryError when more is drawn than was recorded. */
  override random(): number {
    const draw = this.#draws.shift();
    if (draw === undefined) throw new TrajectoryError("draws", "are fewer than the environment draws");
    return draw;
  }
}
