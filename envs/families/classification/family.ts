import { defineFamily } from "../define-family.js";
import { integerParameter, nameParameter, numberParameter } from "../parameters.js";
import { ANY_SEED, between, integersBetween } from "../ranges.js";
import { sameAcross, type TaskEnvironment } from "../task-environment.js";
import type { SplitRanges } from "../task-family.js";
import { ClassMixture } from "./class-mixture.js";
import { ClassificationEnv } from "./classification-env.js";
import { ClassificationVectorEnv } from "./classification-vector-env.js";
import type { MixtureTask } from "./mixture-task.js";

const TRAINING: SplitRanges = {
  spread: between([0.5, 1.5]),
  width: between([0.2, 0.4]),
  trainingSize: integersBetween([280, 400]),
  sampleSeed: ANY_SEED,
  labelSeed: ANY_SEED,
};

/** Spread, width and training size all outside; spread chooses its side by a fair coin. */
const HELD_OUT: SplitRanges = {
  spread: between([0, 0.4], [1.75, 2.5]),
  width: between([0.45, 0.6]),
  trainingSize: integersBetween([200, 260]),
  sampleSeed: ANY_SEED,
  labelSeed: ANY_SEED,
};

/** `Classification-v0`. */
export const mixtureEnvironment: TaskEnvironment<MixtureTask> = {
  id: "Classification-v0",
  description: "Say which class a sample is of; each class has several Gaussian clusters.",
  parameters: {
    dimensions: integerParameter(16, 1, 256),
    classes: integerParameter(10, 2, 64),
    clusters: integerParameter(6, 1, 64),
    spread: numberParameter(1, { low: 0 }),
    width: numberParameter(0.3, { low: 0 }),
    trainingSize: integerParameter(300, 1, 65_536),
    sampleSeed: integerParameter(0, 0, 2 ** 32 - 1),
    labelSeed: integerParameter(0, 0, 2 ** 32 - 1),
    set: nameParameter("training", "test"),
  },
  splits: { training: TRAINING, validation: TRAINING, "held-out": HELD_OUT },
  single: (task, renderMode) => new ClassificationEnv(task, new ClassMixture(task), renderMode),
  vector: (tasks, maxEpisodeSteps, spec) => {
    sameAcross(tasks, ["set", "dimensions", "classes", "clusters"]);
    return new ClassificationVectorEnv<MixtureTask>({
      ...{ tasks, maxEpisodeSteps, spec },
      differing: ["spread", "width", "trainingSize", "sampleSeed", "labelSeed"],
      samplesOf: (task) => new ClassMixture(task),
    });
  },
};

/** `class-mixtures`. */
export const classMixturesFamily = defineFamily(mixtureEnvironment, {
  id: "class-mixtures",
  description: "Ten classes of six Gaussian clusters each; a few hundred samples to learn from.",
});
