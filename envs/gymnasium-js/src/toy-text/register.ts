import { type EnvSpec, register } from "../registry.js";
import { BlackjackEnv, BlackjackVectorEnv } from "./blackjack.js";
import { CliffWalkingEnv, CliffWalkingVectorEnv } from "./cliff-walking.js";
import { FrozenLakeEnv, FrozenLakeVectorEnv } from "./frozen-lake.js";
import { TaxiEnv, TaxiVectorEnv } from "./taxi.js";

const frozenLake = {
  entryPoint: (kwargs) => new FrozenLakeEnv(kwargs),
  vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new FrozenLakeVectorEnv(numEnvs, kwargs, limit, spec),
} satisfies Partial<EnvSpec>;
const cliffWalking = {
  entryPoint: (kwargs) => new CliffWalkingEnv(kwargs),
  vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new CliffWalkingVectorEnv(numEnvs, kwargs, limit, spec),
} satisfies Partial<EnvSpec>;

// Limits, thresholds and arguments: gymnasium/envs/__init__.py.
const TOY_TEXT: readonly EnvSpec[] = [
  {
    id: "FrozenLake-v1",
    description: "Cross a lake of slippery ice without falling into a hole.",
    ...frozenLake,
    kwargs: { map_name: "4x4" },
    maxEpisodeSteps: 100,
    rewardThreshold: 0.7,
  },
  {
    id: "FrozenLake8x8-v1",
    description: "The same on a larger lake.",
    ...frozenLake,
    kwargs: { map_name: "8x8" },
    maxEpisodeSteps: 200,
    rewardThreshold: 0.85,
  },
  {
    id: "CliffWalking-v1",
    description: "Walk along a cliff to the other end without falling off.",
    ...cliffWalking,
  },
  {
    id: "CliffWalkingSlippery-v1",
    description: "The same on slippery ground.",
    ...cliffWalking,
    kwargs: { is_slippery: true },
  },
  {
    id: "Taxi-v4",
    description: "Fetch a passenger and bring them to their destination.",
    entryPoint: (kwargs) => new TaxiEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new TaxiVectorEnv(numEnvs, kwargs, limit, spec),
    maxEpisodeSteps: 200,
    rewardThreshold: 8,
  },
  {
    id: "Blackjack-v1",
    description: "Beat the dealer's hand without going over 21.",
    entryPoint: (kwargs) => new BlackjackEnv(kwargs),
    vectorEntryPoint: (numEnvs, kwargs, limit, spec) => new BlackjackVectorEnv(numEnvs, kwargs, limit, spec),
    kwargs: { sab: true, natural: false },
  },
];

for (const spec of TOY_TEXT) register({ ...spec, disableEnvChecker: true });
