import { defineFamily } from "../define-family.js";
import { integerParameter, nameParameter, numberParameter } from "../parameters.js";
import { ANY_SEED, between } from "../ranges.js";
import { sameAcross, type TaskEnvironment } from "../task-environment.js";
import type { SplitRanges } from "../task-family.js";
import type { BanditTask } from "./bandit-task.js";
import { ContextualBanditEnv } from "./contextual-bandit-env.js";
import { ContextualBanditVectorEnv } from "./contextual-bandit-vector-env.js";

const TRAINING: SplitRanges = {
  gain: between([2, 4]),
  scale: between([0.5, 2]),
  noise: between([0.1, 0.5]),
  weightSeed: ANY_SEED,
};

/** Gain, scale and noise all outside; gain and scale choose their side by a fair coin each. */
const HELD_OUT: SplitRanges = {
  gain: between([1, 1.75], [4.5, 6]),
  scale: between([0.1, 0.4], [2.5, 5]),
  noise: between([0.6, 1.2]),
  weightSeed: ANY_SEED,
};

/** `ContextualBandit-v0`. */
export const banditEnvironment: TaskEnvironment<BanditTask> = {
  id: "ContextualBandit-v0",
  description: "Pull the arm that a hidden function of the context favours; every episode is one step.",
  parameters: {
    form: nameParameter("linear", "tanh", "even"),
    contextSize: integerParameter(8, 1, 256),
    arms: integerParameter(4, 2, 64),
    hiddenSize: integerParameter(16, 2, 256),
    gain: numberParameter(3, { above: 0 }),
    scale: numberParameter(1, { above: 0 }),
    noise: numberParameter(0.1, { low: 0 }),
    weightSeed: integerParameter(0, 0, 2 ** 32 - 1),
  },
  splits: { training: TRAINING, validation: TRAINING, "held-out": HELD_OUT },
  single: (task, renderMode) => new ContextualBanditEnv(task, renderMode),
  vector: (tasks, limit, spec) => {
    sameAcross(tasks, ["form", "contextSize", "arms", "hiddenSize"]);
    return new ContextualBanditVectorEnv(tasks, limit, spec);
  },
};

/** `contextual-bandit-linear`: some linear policy is optimal. */
export const linearBanditFamily = defineFamily(banditEnvironment, {
  id: "contextual-bandit-linear",
  description: "Bandits whose arms pay linearly in the context.",
});

/**
 * `contextual-bandit-wide`: what pays is one direction among 128. Contexts are normal, so a policy that sees them
 * through h fixed random directions gets about √(h / 128) of what the oracle does, whatever it computes from these:
 * with 32 hidden units that do not learn, half.
 */
export const wideBanditFamily = defineFamily(banditEnvironment, {
  id: "contextual-bandit-wide",
  description:
    "Bandits with two arms and one direction of 128 that tells which pays: features must be learned.",
  fixed: { form: "linear", contextSize: 128, arms: 2 },
});

/** `contextual-bandit-tanh`: no linear policy is optimal. */
export const tanhBanditFamily = defineFamily(banditEnvironment, {
  id: "contextual-bandit-tanh",
  description: "Bandits whose arms pay by a random layer of tanh units; no linear policy is optimal.",
  fixed: { form: "tanh" },
});

/** `contextual-bandit-even`: a linear policy gets about half of what the oracle does. */
export const evenBanditFamily = defineFamily(banditEnvironment, {
  id: "contextual-bandit-even",
  description: "Bandits that pay alike for opposite contexts: a linear policy gets about half.",
  fixed: { form: "even" },
});
