import acrobot from "../../../experiments/acrobot.js";
import cartPole from "../../../experiments/cart-pole.js";
import frozenLake from "../../../experiments/frozen-lake.js";
import multiplexer from "../../../experiments/multiplexer.js";
import type { Experiment } from "../../experiment/definition.js";

/** An environment that the playground offers. */
export interface PlaygroundEnvironment {
  /** As it is registered. */
  readonly id: string;
  readonly title: string;
  /** What is to be learnt, in a sentence. */
  readonly task: string;
  /** Records settings for it; left out where there are none. */
  readonly experiment?: Experiment;
  /** What the numbers of an observation are, where they have names. */
  readonly inputs?: readonly string[];
  /** What the actions are, from 0 on. */
  readonly actions: readonly string[];
  /** Episodes that a point of the learning curve is the mean of, at least: more where returns are all or nothing. */
  readonly window: number;
  /** Steps a second of time lapse: backprop and weight-max learn for some five to twenty-five seconds, where they do. */
  readonly lapse: number;
}

export const ENVIRONMENTS: readonly PlaygroundEnvironment[] = [
  {
    id: "CartPole-v1",
    title: "CartPole",
    task: "Push the cart left or right so that the pole stays up. 1 point a step, 500 steps at most.",
    experiment: cartPole,
    inputs: ["cart", "speed", "pole", "turn"],
    actions: ["left", "right"],
    window: 20,
    lapse: 2000,
  },
  {
    id: "Acrobot-v1",
    title: "Acrobot",
    task: "Swing the tip of a two-link arm above the line. −1 a step, 500 steps at most.",
    experiment: acrobot,
    inputs: ["cos 1", "sin 1", "cos 2", "sin 2", "turn 1", "turn 2"],
    actions: ["turn −", "none", "turn +"],
    window: 20,
    lapse: 1500,
  },
  {
    id: "Multiplexer-v0",
    title: "Multiplexer",
    task: "Four address bits name one of sixteen data bits: say it. Right gives 1, wrong gives −1.",
    experiment: multiplexer,
    actions: ["−1", "+1"],
    window: 2000,
    lapse: 10000,
  },
  {
    id: "MountainCar-v0",
    title: "MountainCar",
    task: "Drive out of a valley too steep for the engine: swing up. −1 a step, 200 steps at most. Hard: until one gets out by chance, nothing tells good from bad.",
    inputs: ["place", "speed"],
    actions: ["back", "coast", "ahead"],
    window: 20,
    lapse: 2000,
  },
  {
    id: "FrozenLake-v1",
    title: "FrozenLake",
    experiment: frozenLake,
    task: "Cross the ice to the flag without falling in; one slides aside two times in three. 1 for the flag.",
    actions: ["left", "down", "right", "up"],
    window: 200,
    lapse: 5000,
  },
];

/** The one of that id. @throws {RangeError} when it is not offered */
export function environmentOf(id: string): PlaygroundEnvironment {
  const found = ENVIRONMENTS.find((one) => one.id === id);
  if (found === undefined) throw new RangeError(`the playground has no environment "${id}"`);
  return found;
}
