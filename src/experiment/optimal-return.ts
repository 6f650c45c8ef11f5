import { BanditModel, type BanditTask } from "../../envs/families/index.js";
import type { EnvironmentSource } from "./environments.js";
import { taskArguments, trialSource } from "./family-source.js";

/**
 * What the best policy returns on average on a family's task of a seed. Known of linear bandits with two arms, where random
 * play returns 0: the better of two arms whose rewards differ by δ·x, x standard normal, gets E|δ·x|/2 = |δ|/√(2π) more than
 * either does on average. Undefined for all else.
 *
 * @param source a split of a family
 */
export function optimalReturn(source: EnvironmentSource, seed: number): number | undefined {
  if (source.id !== "ContextualBandit-v0" || source.module !== undefined || source.family === undefined) {
    return undefined;
  }
  const task = taskArguments(trialSource(source, seed)) as BanditTask;
  if (task.form !== "linear" || task.arms !== 2) return undefined;
  const model = new BanditModel(task);
  let squares = 0;
  for (let k = 0; k < task.contextSize; k++) {
    const unit = new Float32Array(task.contextSize);
    unit[k] = 1;
    const [first, second] = model.means(unit) as unknown as [number, number];
    squares += (second - first) ** 2;
  }
  return (task.scale * Math.sqrt(squares)) / Math.sqrt(2 * Math.PI);
}
