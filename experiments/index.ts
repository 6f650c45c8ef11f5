import type { Evolution, Experiment } from "creditgym";

/** Experiments that come with creditgym, loaded when they are asked for. */
export const shippedExperiments = {
  quickstart: () => import("./quickstart.js"),
  multiplexer: () => import("./multiplexer.js"),
  "cart-pole": () => import("./cart-pole.js"),
  acrobot: () => import("./acrobot.js"),
  "frozen-lake": () => import("./frozen-lake.js"),
  "paper-weight-max": () => import("./paper-weight-max.js"),
  "unseen-cart-pole": () => import("./unseen-cart-pole.js"),
  "unseen-bandit": () => import("./unseen-bandit.js"),
  pendulum: () => import("./pendulum.js"),
  "mountain-car-continuous": () => import("./mountain-car-continuous.js"),
  "gymnasium-cart-pole": () => import("./gymnasium-cart-pole.js"),
  "lunar-lander": () => import("./lunar-lander.js"),
  "inverted-pendulum": () => import("./inverted-pendulum.js"),
  "unseen-classification": () => import("./unseen-classification.js"),
} satisfies Readonly<Record<string, () => Promise<{ readonly default: Experiment }>>>;

export type ShippedExperiment = keyof typeof shippedExperiments;

/** What `creditgym evolve` knows by name. */
export const shippedEvolutions = {
  "evolve-cart-pole": () => import("./evolve-cart-pole.js"),
  "evolve-bandit": () => import("./evolve-bandit.js"),
  "evolve-classification": () => import("./evolve-classification.js"),
} satisfies Readonly<Record<string, () => Promise<{ readonly default: Evolution }>>>;

export type ShippedEvolution = keyof typeof shippedEvolutions;

/** The experiment that records an environment's tuned rates. */
export const experimentByEnvironment: Readonly<Record<string, ShippedExperiment | undefined>> = {
  "Multiplexer-v0": "multiplexer",
  "CartPole-v1": "cart-pole",
  "Acrobot-v1": "acrobot",
  "FrozenLake-v1": "frozen-lake",
  "Pendulum-v1": "pendulum",
  "MountainCarContinuous-v0": "mountain-car-continuous",
  "gymnasium:CartPole-v1": "gymnasium-cart-pole",
  "gymnasium:LunarLander-v3": "lunar-lander",
  "gymnasium:InvertedPendulum-v5": "inverted-pendulum",
};
