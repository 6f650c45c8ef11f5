import type { Scene } from "./scene.js";

/**
 * How an environment is drawn. Its functions are called when a frame is asked for, never before.
 *
 * @typeParam A of its actions
 */
export interface Drawing<A = unknown> {
  /** Frames a second that show it at its natural speed. */
  readonly renderFps: number;
  /**
   * @param variables the environment's state, [stateSize]
   * @param action the one that led here; undefined right after a reset, an injection or a restore
   */
  scene(variables: Float64Array, action: A | undefined): Scene;
  /** The same as text with the colours of terminals (ECMA-48 SGR), where text can show it. */
  text?(variables: Float64Array, action: A | undefined): string;
}
