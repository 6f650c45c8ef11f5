import type { Learner } from "./learner.js";

/** Credit, traces and optimizer steps of one network, whatever it is made of. */
export type NetworkLearner = Pick<
  Learner,
  | ("network" | "updates" | "feedback" | "learn" | "collect" | "finish" | "begin" | "accumulate" | "step")
  | ("setStep" | "retire" | "tensors" | "restored")
>;
