import { checkKwargs, resetBounds } from "../native/arguments.js";
import { NativeEnv } from "../native/native-env.js";
import { acrobotDrawing } from "./acrobot-drawing.js";
import {
  type AcrobotEquations,
  acrobotActionSpace,
  acrobotEquations,
  acrobotObservationSpace,
  acrobotObserve,
  acrobotStep,
  INITIAL,
} from "./acrobot-dynamics.js";

/**
 * Acrobot-v1 (gymnasium/envs/classic_control/acrobot.py): two links hanging from a bar, a torque on
 * the joint between them (0: −1, 1: none, 2: +1 N·m). Observation [cos θ₁, sin θ₁, cos θ₂, sin θ₂,
 * θ̇₁, θ̇₂], float32. Reward −1 a step and 0 for the last; terminated when the tip is a link's length
 * above the bar. The first state is rounded to float32, as there. Unlike Gymnasium, which takes the
 * action −1 for 2, it refuses every action outside its space.
 */
export class AcrobotEnv extends NativeEnv {
  /** Gymnasium's attribute `book_or_nips`; may be set at any time. */
  bookOrNips: AcrobotEquations;

  /**
   * @param kwargs `book_or_nips`: "book" unless given.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Readonly<Record<string, unknown>> = {}) {
    super({
      name: "Acrobot",
      observationSpace: acrobotObservationSpace(),
      actionSpace: acrobotActionSpace(),
      stateSize: 4,
      drawing: acrobotDrawing,
      renderMode: kwargs.renderMode,
    });
    checkKwargs(kwargs, ["book_or_nips"]);
    this.bookOrNips = acrobotEquations(kwargs);
  }

  protected begin(options: Readonly<Record<string, unknown>> | undefined): void {
    const [low, high] = resetBounds(options, -INITIAL, INITIAL);
    for (let k = 0; k < 4; k++) this.variables[k] = Math.fround(this.generator.uniform(low, high));
  }

  protected observe(): Float32Array {
    const observation = new Float32Array(6);
    acrobotObserve(this.variables, 0, 1, observation, 0);
    return observation;
  }

  protected advance(action: number): { reward: number; terminated: boolean } {
    const terminated = acrobotStep(this.variables, 0, 1, action - 1, this.bookOrNips === "book");
    return { reward: terminated ? 0 : -1, terminated };
  }
}
