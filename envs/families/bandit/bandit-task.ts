import { Box, Discrete } from "gymnasium-js";

/** A contextual bandit: which arm pays, given the context. */
export type BanditTask = {
  /** How an arm's mean reward depends on the context; see `BanditModel`. */
  readonly form: "linear" | "tanh" | "even";
  /** Numbers of a context, 1 to 256. */
  readonly contextSize: number;
  /** 2 to 64. */
  readonly arms: number;
  /** tanh units of the hidden function (pairs of them in the even form), 2 to 256. */
  readonly hiddenSize: number;
  /** Standard deviation of the weighted inputs of a tanh unit, above 0: how curved the function is. No effect on the linear form. */
  readonly gain: number;
  /** Factor of all rewards, above 0. */
  readonly scale: number;
  /** Standard deviation of the reward's noise before that factor, from 0. */
  readonly noise: number;
  /** Seed of the hidden weights, 0 to 2^32 − 1. */
  readonly weightSeed: number;
};

/** The context, float32, standard normal. */
export function banditObservationSpace({ contextSize }: BanditTask): Box {
  return new Box(-Infinity, Infinity, { shape: [contextSize] });
}

export function banditActionSpace({ arms }: BanditTask): Discrete {
  return new Discrete(arms);
}
