import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import { DiagnosticsMeter } from "../../../agents/diagnostics/diagnostics-meter.js";
import type { LayerDiagnostics } from "../../../agents/diagnostics/layer-diagnostics.js";
import { Network, unitKeys } from "../../../agents/networks/network.js";
import type { NetworkSpec } from "../../../agents/networks/spec.js";
import { creditRule } from "../../../agents/rules/index.js";
import type { TopDownWeights } from "../../../agents/top-down/top-down-weights.js";
import type { Engine } from "../../../src/engine/engine.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";

/** What a network saw, did and was told. */
export interface Decision {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly feedback: number;
}

/** A network whose layers (then embedding and scale, where there are any) have these weights. */
export function actorWith(spec: NetworkSpec, weights: readonly ArrayLike<number>[]): Network {
  const actor = new Network(createReferenceEngine(), spec, 1, 1);
  [...actor.layers, actor.embedding, actor.scale]
    .filter((layer) => layer !== null)
    .forEach((layer, l) => {
      layer.weights.data.set(weights[l]);
    });
  return actor;
}

/** Lets the actor decide once for each input, and tells it the feedback. */
export function decide(
  actor: Network,
  inputs: readonly (readonly number[])[],
  feedback: readonly number[],
): { readonly log: DecisionLog; readonly decisions: readonly Decision[] } {
  const log = new DecisionLog(actor, inputs.length);
  const [recorder] = log.recorders();
  const decisions = inputs.map((input, m): Decision => {
    actor.input.data.set(input);
    actor.forward(unitKeys([11]), m);
    recorder.learned(0, feedback[m]);
    return { input, output: Array.from(actor.output.h.data), feedback: feedback[m] };
  });
  return { log, decisions };
}

export function diagnose(
  rule: string,
  actor: Network,
  log: DecisionLog,
  {
    rounds,
    step = 0,
    engine = createReferenceEngine(),
    topDown,
  }: { rounds: number; step?: number; engine?: Engine; topDown?: TopDownWeights },
): LayerDiagnostics[] {
  const meter = new DiagnosticsMeter({
    engine,
    rule: creditRule(rule),
    actor,
    ...{ seed: 7, topDown },
    decisions: log.capacity,
    rounds,
  });
  return meter.measure(log, step);
}
