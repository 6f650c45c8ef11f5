import { register } from "gymnasium-js";
import { cartPoleEnvironment, cartPoleFamily } from "./cart-pole/family.js";
import { registerTaskFamily } from "./registry.js";
import { taskEnvironmentSpec } from "./task-environment.js";

export type { CartPoleTask } from "./cart-pole/cart-pole-task.js";
export { cartPoleFamily } from "./cart-pole/family.js";
export type { Interval, ParameterRange } from "./ranges.js";
export { registerTaskFamily, taskFamilies, taskFamily } from "./registry.js";
export type * from "./task-family.js";
export { SPLITS } from "./task-family.js";

register(taskEnvironmentSpec(cartPoleEnvironment));
registerTaskFamily(cartPoleFamily);
