import { UsageError } from "../errors/usage-error.js";
import type { DiagnosticsSettings, EvaluationSettings, Settings } from "./definition.js";
import type { PlannedArm } from "./plan.js";

const EVALUATION: Required<EvaluationSettings> = { episodes: 10, policy: "sampled", points: 1 };
const DIAGNOSTICS: Required<DiagnosticsSettings> = { points: 20, decisions: 64, rounds: 32 };

/** The evaluation that layers of settings ask for; undefined for none. */
export function evaluationOf(layers: readonly Settings[]): Required<EvaluationSettings> | undefined {
  return resolved(
    EVALUATION,
    layers.map(({ evaluation }) => evaluation),
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
export function checkEvaluation({ points }: Required<EvaluationSettings>, arms: readonly PlannedArm[]): void {
  const turning = arms.find(({ groups = 1 }) => groups > 1);
  if (points === 1 || turning === undefined) return;
  throw new UsageError(
    `evaluation.points is ${points}, and ${turning.env} has groups ${turning.groups}: while environments take turns, ` +
      "allowed is 1 (at the end)",
  );
}

function resolved<T extends object>(
  defaults: Required<T>,
  layers: readonly (T | boolean | undefined)[],
): Required<T> | undefined {
  return layers.reduce<Required<T> | undefined>((before, layer) => {
    if (layer === undefined) return before;
    if (layer === false) return undefined;
    const told = layer === true ? [] : Object.entries(layer).filter(([, value]) => value !== undefined);
    return { ...(before ?? defaults), ...Object.fromEntries(told) };
  }, undefined);
}
