import { NativeEnv } from "gymnasium-js";
import { banditDrawing } from "./bandit-drawing.js";
import { BanditModel } from "./bandit-model.js";
import { type BanditTask, banditActionSpace, banditObservationSpace } from "./bandit-task.js";

/**
 * A contextual bandit: a context, an arm, a reward, and the episode has terminated. The reward of arm
 * a is scale · (mean_a(context) + noise · ε), ε standard normal.
 */
export class ContextualBanditEnv extends NativeEnv {
  readonly #task: BanditTask;
  readonly #model: BanditModel;

  /** @throws InvalidArgumentError for an unknown render mode */
  constructor(task: BanditTask, renderMode?: unknown) {
    const model = new BanditModel(task);
    super({
      name: `ContextualBandit ${JSON.stringify(task)}`,
      observationSpace: banditObservationSpace(task),
      actionSpace: banditActionSpace(task),
      stateSize: task.contextSize,
      drawing: banditDrawing(task, model),
      renderMode,
    });
    this.#task = task;
    this.#model = model;
  }

  protected begin(): void {
    for (let k = 0; k < this.stateSize; k++) {
      this.variables[k] = Math.fround(this.generator.standardNormal());
    }
  }

  protected observe(): Float32Array {
    return Float32Array.from(this.variables);
  }

  protected advance(action: number): { reward: number; terminated: boolean } {
    const { scale, noise } = this.#task;
    const mean = this.#model.mean(action, this.observe(), 0);
    return { reward: scale * (mean + noise * this.generator.standardNormal()), terminated: true };
  }
}
