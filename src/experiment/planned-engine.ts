import { availableParallelism } from "node:os";
import { findNativeBackend } from "../engine/tf/native-addon.js";
import type { TfBackend } from "../engine/tf/tf-backend.js";
import { show, UsageError } from "../errors/usage-error.js";
import { chooseEngine } from "./choose-engine.js";
import type { EngineChoice } from "./definition.js";
import { type ComparisonExtent, packSize } from "./packing/unpackable.js";
import type { PlannedArm } from "./plan.js";

export type EngineId = Exclude<EngineChoice, "auto">;

/** What rules run on, as plans say it. */
export interface PlannedEngine {
  readonly engine: EngineId;
  /** Of engine tf: what it runs on; the best there is unless given. */
  readonly backend?: TfBackend;
}

/**
 * The engine that a choice stands for: one for all arms, so that "auto" is wasm unless TensorFlow is faster in each, or an
 * arm has a model of its.
 *
 * @param extent of the comparison: where there are fewer programs than cores, each has several
 * @throws {UsageError} for another engine than tf where an arm has a model
 */
export function resolveEngine(
  choice: EngineChoice,
  arms: readonly Pick<PlannedArm, "agent" | "models" | "batch" | "groups" | "source">[],
  extent: ComparisonExtent,
): PlannedEngine {
  const models = arms.find((arm) => arm.models !== undefined)?.models;
  if (models !== undefined && choice !== "auto" && choice !== "tf") {
    const [field, model] = models.actor
      ? ["agent.model", models.actor]
      : ["agent.critic.model", models.critic!];
    throw new UsageError(`engine is "${choice}", and ${field} is ${show(model.id)}: allowed is tf, or auto`);
  }
  if (models !== undefined) return { engine: "tf" };
  if (choice !== "auto") return { engine: choice };
  const cores = availableParallelism();
  const packed = arms.map((arm) => packSize(arm, extent));
  const programs = packed.reduce((sum, size) => sum + Math.ceil(extent.seeds / size), 0);
  const each = Math.max(1, Math.floor(cores / Math.min(cores, Math.max(1, programs))));
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || each;
  const chosen = arms.map(({ agent, batch, groups = 1 }, k) => {
    const { hidden, lambda, critic, baseline } = agent;
    const hasCritic = baseline === "critic";
    const networks = hasCritic ? [hidden, critic.hidden] : [hidden];
    const traces = lambda > 0 || (hasCritic && critic.lambda > 0);
    const work = { replicas: packed[k]!, rows: batch / groups, networks, traces, threads };
    return chooseEngine(work, findNativeBackend);
  });
  return chosen.find(({ engine }) => engine === "wasm") ?? chosen[0] ?? { engine: "wasm" };
}
