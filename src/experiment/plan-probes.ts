import { UsageError } from "../errors/usage-error.js";
import type { DiagnosticsSettings, PlannedEvaluation, Settings } from "./definition.js";
import type { PlannedArm } from "./plan.js";

const EVALUATION: PlannedEvaluation = { episodes: 10, policy: "sampled", points: 1 };
const DIAGNOSTICS: Required<DiagnosticsSettings> = { points: 20, decisions: 64, rounds: 32 };

/** The evaluation that layers of settings ask for; undefined for none. */
export function evaluationOf(layers: readonly Settings[]): PlannedEvaluation | undefined {
  return resolved(
    EVALUATION,
    layers.map(({ evaluation }) => evaluation),
  );
}

/** `, with {"set":"test"}; also training set, with {}`: in what an evaluation's environments differ from training's. */
export function evaluationEnvironments({ kwargs, also = {} }: PlannedEvaluation): string {
  const first = kwargs === undefined ? "" : `, with ${JSON.stringify(kwargs)}`;
  return (
    first +
    Object.entries(also)
      .map(([name, own]) => `; also ${name}, with ${JSON.stringify(own)}`)
      .join("")
  );
}

/** The diagnostics that layers of settings ask for; undefined for none. */
export function diagnosticsOf(layers: readonly Settings[]): Required<DiagnosticsSettings> | undefined {
  return resolved(
    DIAGNOSTICS,
    layers.map(({ diagnostics }) => diagnostics),
  );
}

/** @throws {UsageError} where trials cannot pause for an evaluation */
export function checkEvaluation({ points }: PlannedEvaluation, arms: readonly PlannedArm[]): void {
  const turning = arms.find(({ groups = 1 }) => groups > 1);
  if (points === 1 || turning === undefined) return;
  throw new UsageError(
    `evaluation.points is ${points}, and ${turning.env} has groups ${turning.groups}: while environments take turns, ` +
      "allowed is 1 (at the end)",
  );
}

/** @throws {UsageError} where there are no layers of units to look at */
export function checkDiagnostics(arms: readonly PlannedArm[]): void {
  const other = arms.find(({ models }) => models?.actor !== undefined);
  if (other === undefined) return;
  throw new UsageError(
    `diagnostics is set, and ${other.env}, ${other.rule} has agent.model: diagnostics look at layers of units, so allowed is ` +
      "false, or null for the model",
  );
}

function resolved<T extends object>(
  defaults: T,
  layers: readonly (Partial<T> | boolean | undefined)[],
): T | undefined {
  return layers.reduce<T | undefined>((before, layer) => {
    if (layer === undefined) return before;
    if (layer === false) return undefined;
    const told = layer === true ? [] : Object.entries(layer).filter(([, value]) => value !== undefined);
    return { ...(before ?? defaults), ...Object.fromEntries(told) };
  }, undefined);
}
