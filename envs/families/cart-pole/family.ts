import { defineFamily } from "../define-family.js";
import { booleanParameter, numberParameter } from "../parameters.js";
import { between, EITHER } from "../ranges.js";
import type { TaskEnvironment } from "../task-environment.js";
import type { SplitRanges } from "../task-family.js";
import type { CartPoleTask } from "./cart-pole-task.js";
import { CartPoleTaskEnv } from "./cart-pole-task-env.js";
import { CartPoleTaskVectorEnv } from "./cart-pole-task-vector-env.js";

const TRAINING: SplitRanges = {
  gravity: between([7, 13]),
  cartMass: between([0.7, 1.4]),
  poleMass: between([0.05, 0.2]),
  halfLength: between([0.35, 0.75]),
  force: between([7.5, 13]),
  swapped: EITHER,
};

/** All five numbers outside; those that can be on either side choose it by a fair coin each. */
const HELD_OUT: SplitRanges = {
  gravity: between([3, 6], [14, 20]),
  cartMass: between([0.3, 0.6], [1.6, 2.5]),
  poleMass: between([0.25, 0.5]),
  halfLength: between([0.2, 0.3], [0.9, 1.5]),
  force: between([4.5, 6.5], [15, 20]),
  swapped: EITHER,
};

/** `CartPoleTask-v0`: 200 steps at most. Its defaults are CartPole-v1's physics. */
export const cartPoleEnvironment: TaskEnvironment<CartPoleTask> = {
  id: "CartPoleTask-v0",
  description: "CartPole with gravity, masses, length, force and swapped actions as parameters.",
  maxEpisodeSteps: 200,
  parameters: {
    gravity: numberParameter(9.8, { above: 0 }),
    cartMass: numberParameter(1, { above: 0 }),
    poleMass: numberParameter(0.1, { above: 0 }),
    halfLength: numberParameter(0.5, { above: 0 }),
    force: numberParameter(10, { above: 0 }),
    swapped: booleanParameter(false),
  },
  splits: { training: TRAINING, validation: TRAINING, "held-out": HELD_OUT },
  single: (task, renderMode) => new CartPoleTaskEnv(task, renderMode),
  vector: (tasks, limit, spec) => new CartPoleTaskVectorEnv(tasks, limit, spec),
};

/** `cart-pole`: other physics, and actions that may be swapped. */
export const cartPoleFamily = defineFamily(cartPoleEnvironment, {
  id: "cart-pole",
  description: "CartPole with other gravity, masses, length and force; actions may be swapped.",
});
