import { type EnvSpec, register } from "../registry.js";
import { AcrobotEnv } from "./acrobot-env.js";
import { AcrobotVectorEnv } from "./acrobot-vector-env.js";
import { CartPoleEnv } from "./cart-pole-env.js";
import { CartPoleVectorEnv } from "./cart-pole-vector-env.js";
import { MountainCarContinuousEnv } from "./mountain-car-continuous-env.js";
import { MountainCarContinuousVectorEnv } from "./mountain-car-continuous-vector-env.js";
import { MountainCarEnv } from "./mountain-car-env.js";
import { MountainCarVectorEnv } from "./mountain-car-vector-env.js";
import { PendulumEnv } from "./pendulum-env.js";
import { PendulumVectorEnv } from "./pendulum-vector-env.js";

// Limits and thresholds: gymnasium/envs/__init__.py.
const CLASSIC_CONTROL: readonly EnvSpec[] = [
  {
    id: "CartPole-v1",
    description: "Keep a pole upright on a cart by pushing it left or right.",
    entryPoint: (kwargs) => new CartPoleEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new CartPoleVectorEnv(numEnvs, kwargs, limit, spec),
    maxEpisodeSteps: 500,
    rewardThreshold: 475,
  },
  {
    id: "Acrobot-v1",
    description: "Swing the tip of a two-link arm above the bar with a torque on its middle joint.",
    entryPoint: (kwargs) => new AcrobotEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new AcrobotVectorEnv(numEnvs, kwargs, limit, spec),
    maxEpisodeSteps: 500,
    rewardThreshold: -100,
  },
  {
    id: "MountainCar-v0",
    description: "Drive a car out of a valley that is too steep for its engine.",
    entryPoint: (kwargs) => new MountainCarEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) =>
      new MountainCarVectorEnv(numEnvs, kwargs, limit, spec),
    maxEpisodeSteps: 200,
    rewardThreshold: -110,
  },
  {
    id: "MountainCarContinuous-v0",
    description: "The same car with an engine that can be throttled, and fuel that costs.",
    entryPoint: (kwargs) => new MountainCarContinuousEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) =>
      new MountainCarContinuousVectorEnv(numEnvs, kwargs, limit, spec),
    maxEpisodeSteps: 999,
    rewardThreshold: 90,
  },
  {
    id: "Pendulum-v1",
    description: "Swing a pendulum up with a motor too weak to lift it, and hold it there.",
    entryPoint: (kwargs) => new PendulumEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new PendulumVectorEnv(numEnvs, kwargs, limit, spec),
    maxEpisodeSteps: 200,
  },
];

for (const spec of CLASSIC_CONTROL) register({ ...spec, disableEnvChecker: true });
