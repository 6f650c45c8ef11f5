import { register } from "gymnasium-js";
import {
  banditEnvironment,
  evenBanditFamily,
  linearBanditFamily,
  tanhBanditFamily,
  wideBanditFamily,
} from "./bandit/family.js";
import { cartPoleEnvironment, cartPoleFamily } from "./cart-pole/family.js";
import { digitsEnvironment, digitsFamily } from "./classification/digits-family.js";
import { classMixturesFamily, mixtureEnvironment } from "./classification/family.js";
import { discreteNavigationFamily, navigationEnvironment, navigationFamily } from "./navigation/family.js";
import { registerTaskFamily } from "./registry.js";
import { taskEnvironmentSpec } from "./task-environment.js";

export { BanditModel } from "./bandit/bandit-model.js";
export type { BanditTask } from "./bandit/bandit-task.js";
export { evenBanditFamily, linearBanditFamily, tanhBanditFamily, wideBanditFamily } from "./bandit/family.js";
export type { CartPoleTask } from "./cart-pole/cart-pole-task.js";
export { cartPoleFamily } from "./cart-pole/family.js";
export { ClassMixture } from "./classification/class-mixture.js";
export { DIGIT_PIXELS, digitImages } from "./classification/digit-images.js";
export { DigitSamples } from "./classification/digit-samples.js";
export { digitsFamily } from "./classification/digits-family.js";
export type { DigitsTask } from "./classification/digits-task.js";
export { classMixturesFamily } from "./classification/family.js";
export type { MixtureTask } from "./classification/mixture-task.js";
export { defineFamily } from "./define-family.js";
export { discreteNavigationFamily, navigationFamily } from "./navigation/family.js";
export type { NavigationTask } from "./navigation/navigation-task.js";
export { booleanParameter, integerParameter, nameParameter, numberParameter } from "./parameters.js";
export {
  ANY_SEED,
  between,
  EITHER,
  type Interval,
  integersBetween,
  type ParameterRange,
} from "./ranges.js";
export { registerTaskFamily, taskFamilies, taskFamily } from "./registry.js";
export { type Parameter, sameAcross, type TaskEnvironment, taskEnvironmentSpec } from "./task-environment.js";
export type * from "./task-family.js";
export { SPLITS } from "./task-family.js";

register(taskEnvironmentSpec(cartPoleEnvironment));
register(taskEnvironmentSpec(banditEnvironment));
register(taskEnvironmentSpec(navigationEnvironment));
register(taskEnvironmentSpec(mixtureEnvironment));
register(taskEnvironmentSpec(digitsEnvironment));
registerTaskFamily(cartPoleFamily);
for (const family of [linearBanditFamily, tanhBanditFamily, evenBanditFamily, wideBanditFamily])
  registerTaskFamily(family);
for (const family of [navigationFamily, discreteNavigationFamily]) registerTaskFamily(family);
for (const family of [classMixturesFamily, digitsFamily]) registerTaskFamily(family);
