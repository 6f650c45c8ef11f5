import type { AgentConfig } from "../../../../agents/config.js";
import type { RateChange } from "../link.js";
import type { RateFactors } from "../settings.js";

/** What a worker trains. */
export interface TrainedArm {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  /** Before any factor. */
  readonly config: AgentConfig;
  readonly changes: readonly RateChange[];
}

/** Steps a second that are trained; null for as many as there can be. */
export type Rate = number | null;

/** What a page asks of a worker. */
export type Request =
  | { readonly type: "start"; readonly arm: TrainedArm }
  /** `watched`: whether the training itself is shown, and not a copy of the network that plays besides. */
  | { readonly type: "pace"; readonly rate: Rate; readonly isPaused: boolean; readonly watched: boolean }
  /** One step, while it pauses. */
  | { readonly type: "step" }
  /** `slider`, that they were chosen with, is told back. */
  | { readonly type: "rates"; readonly factors: RateFactors; readonly slider: string }
  /** Answered by one {@link Seen}. */
  | { readonly type: "look"; readonly weights: boolean; readonly curve: boolean }
  /** Answered by one {@link Numbers}. */
  | { readonly type: "numbers" };

/** The network's shape, told once. */
export interface Shape {
  readonly type: "ready";
  /** Numbers that it sees. */
  readonly inputs: number;
  /** Of each layer, bottom to top. */
  readonly units: readonly number[];
  /** Whether hidden units fire or do not. */
  readonly binary: boolean;
  /** Frames a second at the environment's natural speed. */
  readonly fps: number;
}

/** What there is to see at a moment. Bounded in size whatever the training's length. */
export interface Seen {
  readonly type: "seen";
  /** An SVG document. */
  readonly frame: string;
  /** Inputs, then the units of each layer, bottom to top. */
  readonly activity: Float32Array<ArrayBuffer>;
  /** Of the units of each layer: what the last step told each, or (`watched` false) the mean size of it. */
  readonly credit: Float32Array<ArrayBuffer>;
  /** Of each layer [inputs + 1, units], one after the other, biases last; only where asked for. */
  readonly weights: Float32Array<ArrayBuffer> | undefined;
  /** [steps, mean return, episodes] of each point; only where asked for. */
  readonly curve: Float64Array<ArrayBuffer> | undefined;
  readonly watched: boolean;
  readonly steps: number;
  readonly episodes: number;
  /** Of the last episodes; NaN before the first has ended. */
  readonly recentReturn: number;
  readonly stepsPerSecond: number;
  /** Rates of the actor's layers, bottom to top, and of the critic's first. */
  readonly rates: readonly number[];
}

/** Every number of the curve, to be compared with another run's. */
export interface Numbers {
  readonly type: "numbers";
  readonly steps: number;
  readonly episodes: number;
  readonly binWidth: number;
  /** [episodes, steps, mean return, mean length] by the end of each bin. */
  readonly curve: readonly (readonly [number, number, number, number])[];
}

export type Answer =
  | Shape
  | Seen
  | Numbers
  | { readonly type: "changed"; readonly change: RateChange; readonly slider: string }
  | { readonly type: "failed"; readonly message: string };
