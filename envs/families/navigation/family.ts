import { defineFamily } from "../define-family.js";
import { nameParameter, numberParameter } from "../parameters.js";
import { between } from "../ranges.js";
import { sameAcross, type TaskEnvironment } from "../task-environment.js";
import type { SplitRanges } from "../task-family.js";
import { NavigationEnv } from "./navigation-env.js";
import type { NavigationTask } from "./navigation-task.js";
import { NavigationVectorEnv } from "./navigation-vector-env.js";

/** The upper half of the plane. */
const TRAINING: SplitRanges = {
  goalAngle: between([0, Math.PI]),
  goalDistance: between([0.4, 0.8]),
};

/** The lower half, 18° away from the upper one; nearer or farther by a fair coin. */
const HELD_OUT: SplitRanges = {
  goalAngle: between([1.1 * Math.PI, 1.9 * Math.PI]),
  goalDistance: between([0.2, 0.3], [0.9, 1.2]),
};

/** `Navigation2D-v0`: 50 steps at most. */
export const navigationEnvironment: TaskEnvironment<NavigationTask> = {
  id: "Navigation2D-v0",
  description: "Move a point to a goal in the plane, which is shown or known by rewards only.",
  maxEpisodeSteps: 50,
  parameters: {
    goalAngle: numberParameter(Math.PI / 4),
    goalDistance: numberParameter(0.6, { low: 0, high: 1.25 }),
    goal: nameParameter("hidden", "shown"),
    reward: nameParameter("dense", "sparse"),
    actions: nameParameter("continuous", "discrete"),
  },
  splits: { training: TRAINING, validation: TRAINING, "held-out": HELD_OUT },
  single: (task, renderMode) => new NavigationEnv(task, renderMode),
  vector: (tasks, limit, spec) => {
    sameAcross(tasks, ["goal", "reward", "actions"]);
    return new NavigationVectorEnv(tasks, limit, spec);
  },
};

/** `navigation-2d`: velocities, hidden goals, dense reward. */
export const navigationFamily = defineFamily(navigationEnvironment, {
  id: "navigation-2d",
  description: "A point moved by velocities to a hidden goal.",
});

/** `navigation-2d-discrete`: the same goals for rules without Gaussian heads. */
export const discreteNavigationFamily = defineFamily(navigationEnvironment, {
  id: "navigation-2d-discrete",
  description: "A point moved in four directions to a hidden goal.",
  fixed: { actions: "discrete" },
});
