import type { Discrete, Space } from "gymnasium-js";
import type { Tensor } from "../../src/engine/engine.js";
import { forceAction } from "../actions/force-action.js";
import type { Transition } from "../agent.js";
import { AgentConfigError } from "../errors.js";
import type { NetworkLearner } from "../network-learner.js";
import type { Network } from "../networks/network.js";
import { ACTIVATIONS, type NetworkSpec, type UnitKind } from "../networks/spec.js";
import type { ActorGain } from "./actor-gain.js";
import type { DecisionRecorder } from "./decision-recorder.js";
import { countValid, type Feedback } from "./feedback.js";
import { toldLabel } from "./told-labels.js";

/** The actions among which the labels are. @throws {AgentConfigError} for spaces other than a Discrete one */
export function labelsOf(space: Space): Discrete {
  if (space.kind === "Discrete") return space as Discrete;
  throw new AgentConfigError(
    `agent.feedback is "label", and the action space ${space}: allowed with it is one Discrete space`,
  );
}

/** @throws {AgentConfigError} for hidden units that draw their values */
export function checkUnits({ hidden }: NetworkSpec): void {
  const other = hidden.find(({ kind }) => !(ACTIVATIONS as readonly UnitKind[]).includes(kind));
  if (other === undefined) return;
  throw new AgentConfigError(
    `agent.feedback is "label", and the hidden units ${other.kind}, which would be told the same whatever they draw: ` +
      `allowed with it are ${ACTIVATIONS.join(", ")}`,
  );
}

/**
 * Supervised learning by the rules' own credit: each sample's drawn action is replaced by the right one, which the
 * environment tells as `label` in its infos, and the feedback is 1. The output's eligibility is then onehot − p, and
 * `backprop` follows the gradient of log p(label), the negative cross-entropy, in the mean over the batch.
 *
 * Hidden units must be deterministic. What such units put out is all that leads to the output, whereas units that
 * draw their values would be told 1 whatever they drew: the expected update of a REINFORCE unit, E[(h − p) · 1], is
 * then 0, and what it should be told instead, log p(label | h) less a baseline, is another feedback than the output's.
 */
export class LabelFeedback implements Feedback {
  recorder: DecisionRecorder | null = null;
  readonly #actor: Network;
  readonly #learner: NetworkLearner;
  readonly #gain: ActorGain;
  readonly #actions: Discrete;

  /** @param learner of the actor itself, in mode `batch` */
  constructor(actor: Network, learner: NetworkLearner, gain: ActorGain, actions: Discrete) {
    this.#actor = actor;
    this.#learner = learner;
    this.#gain = gain;
    this.#actions = actions;
  }

  /** @throws {AgentConfigError} where the environment told no label, or one that is no action */
  learn({ valid, infos }: Transition): void {
    const { replicas, batch } = this.#actor;
    const due = new Array<boolean>(replicas).fill(false);
    for (let r = 0; r < replicas; r++) {
      const count = countValid(valid, r, batch);
      due[r] = count > 0;
      for (let k = r * batch; k < (r + 1) * batch; k++) {
        if (!valid[k]) {
          this.#gain.clear(k);
          continue;
        }
        forceAction(this.#actor.output, k, labelledAction(this.#actions, toldLabel(infos, k)));
        const told = this.#gain.set(k, r, 1 / count, count);
        this.recorder?.learned(k, told);
      }
    }
    if (!due.includes(true)) return;
    this.#learner.begin();
    this.#learner.accumulate(this.#gain.tensor);
    this.#learner.step(due);
  }

  tensors(): Record<string, Tensor> {
    return {};
  }

  counters(): Record<string, readonly number[]> {
    return this.#gain.counters();
  }

  restored(counters: Readonly<Record<string, readonly number[]>>): void {
    this.#gain.restored(counters);
  }
}

/** The number of the action, from 0, that a label names. @throws {AgentConfigError} where it names none, or there is none */
export function labelledAction(actions: Discrete, label: number | undefined): number {
  const { n, start } = actions;
  if (label === undefined) {
    throw new AgentConfigError(
      'agent.feedback is "label", but the environment tells no "label" in its infos: allowed is another feedback',
    );
  }
  if (Number.isInteger(label) && label >= start && label < start + n) return label - start;
  throw new AgentConfigError(`the environment's label is ${label}: allowed is a value of ${actions}`);
}
