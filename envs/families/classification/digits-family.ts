import { defineFamily } from "../define-family.js";
import { integerParameter, nameParameter, numberParameter } from "../parameters.js";
import { ANY_SEED, between, integersBetween } from "../ranges.js";
import { sameAcross, type TaskEnvironment } from "../task-environment.js";
import type { SplitRanges } from "../task-family.js";
import { checkDigits } from "./check-digits.js";
import { ClassificationEnv } from "./classification-env.js";
import { ClassificationVectorEnv } from "./classification-vector-env.js";
import { DigitSamples } from "./digit-samples.js";
import type { DigitsTask } from "./digits-task.js";

const TRAINING: SplitRanges = {
  firstDigit: integersBetween([0, 0]),
  pixelNoise: between([0.1, 0.3]),
  trainingSize: integersBetween([280, 400]),
  sampleSeed: ANY_SEED,
  labelSeed: ANY_SEED,
};

/** Other digits, and so other images; noise and training size outside. */
const HELD_OUT: SplitRanges = {
  firstDigit: integersBetween([5, 5]),
  pixelNoise: between([0.5, 0.8]),
  trainingSize: integersBetween([200, 260]),
  sampleSeed: ANY_SEED,
  labelSeed: ANY_SEED,
};

/** `DigitClassification-v0`. */
export const digitsEnvironment: TaskEnvironment<DigitsTask> = {
  id: "DigitClassification-v0",
  description:
    "Say which class an image of a handwritten digit is of; each class has several digits and views.",
  parameters: {
    firstDigit: integerParameter(0, 0, 9),
    digits: integerParameter(5, 1, 10),
    views: integerParameter(6, 1, 64),
    classes: integerParameter(10, 2, 64),
    pixelNoise: numberParameter(0.2, { low: 0 }),
    trainingSize: integerParameter(300, 1, 1796),
    sampleSeed: integerParameter(0, 0, 2 ** 32 - 1),
    labelSeed: integerParameter(0, 0, 2 ** 32 - 1),
    set: nameParameter("training", "test"),
  },
  splits: { training: TRAINING, validation: TRAINING, "held-out": HELD_OUT },
  check: checkDigits,
  single: (task, renderMode) => new ClassificationEnv(task, new DigitSamples(task), renderMode),
  vector: (tasks, maxEpisodeSteps, spec) => {
    sameAcross(tasks, ["set", "digits", "views", "classes"]);
    return new ClassificationVectorEnv<DigitsTask>({
      ...{ tasks, maxEpisodeSteps, spec },
      differing: ["firstDigit", "pixelNoise", "trainingSize", "sampleSeed", "labelSeed"],
      samplesOf: (task) => new DigitSamples(task),
    });
  },
};

/** `digits`. */
export const digitsFamily = defineFamily(digitsEnvironment, {
  id: "digits",
  description: "Ten classes of handwritten digits in permuted views (Alpaydin and Kaynak 1998, CC BY 4.0).",
});
