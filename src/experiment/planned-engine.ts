import type { TfBackend } from "../engine/tf/tf-backend.js";
import type { EngineChoice } from "./definition.js";

export type EngineId = Exclude<EngineChoice, "auto">;

/** What rules run on, as plans say it. */
export interface PlannedEngine {
  readonly engine: EngineId;
  /** Of engine tf: what it runs on; the best there is unless given. */
  readonly backend?: TfBackend;
}

/** The engine that a choice stands for. */
export function resolveEngine(choice: EngineChoice): EngineId {
  return choice === "auto" ? "wasm" : choice;
}
