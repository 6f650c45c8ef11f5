import { booleanKwarg, checkKwargs } from "../native/arguments.js";
import type { EnvSpec } from "../registry.js";
import { cliffWalkingDrawing } from "./cliff-walking-drawing.js";
import { TabularEnv } from "./tabular-env.js";
import { TabularVectorEnv } from "./tabular-vector-env.js";
import { type Outcome, TransitionTable } from "./transition-table.js";

type Kwargs = Readonly<Record<string, unknown>>;

const ROWS = 4;
const COLUMNS = 12;
/** The lower left tile. */
const CLIFF_START = (ROWS - 1) * COLUMNS;
/** The lower right tile. */
const CLIFF_GOAL = ROWS * COLUMNS - 1;
/** Rows and columns that an action goes: 0 up, 1 right, 2 down, 3 left. */
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
] as const;

/**
 * CliffWalking-v1 (gymnasium/envs/toy_text/cliffwalking.py; Sutton and Barto, example 6.6): from the lower
 * left of a 4 × 12 grid to the lower right, past a cliff between them. The observation is 12 · row + column.
 * Reward −1 a step and −100 for a fall, which leads back to the start; terminated at the goal only.
 * `info.prob` is the probability of what happened.
 */
export class CliffWalkingEnv extends TabularEnv {
  /**
   * @param kwargs `is_slippery` (false): a move goes to either side of where it should with ⅓ each.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Kwargs = {}) {
    super({
      name: "CliffWalking",
      table: tableOf(kwargs),
      drawing: cliffWalkingDrawing,
      renderMode: kwargs.renderMode,
    });
  }
}

/** CliffWalking-v1, many at once. */
export class CliffWalkingVectorEnv extends TabularVectorEnv {
  /** @throws InvalidArgumentError */
  constructor(numEnvs: number, kwargs: Kwargs, maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    super({ spec, numEnvs, maxEpisodeSteps, table: tableOf(kwargs) });
  }
}

function tableOf(kwargs: Kwargs): TransitionTable {
  checkKwargs(kwargs, ["is_slippery"]);
  const slippery = booleanKwarg(kwargs, "is_slippery", false);
  const arrive = (state: number, action: number, probability: number): Outcome => {
    const [down, right] = MOVES[action]!;
    const row = Math.min(Math.max(Math.floor(state / COLUMNS) + down, 0), ROWS - 1);
    const column = Math.min(Math.max((state % COLUMNS) + right, 0), COLUMNS - 1);
    const next = row * COLUMNS + column;
    if (next > CLIFF_START && next < CLIFF_GOAL) {
      return { probability, next: CLIFF_START, reward: -100, terminated: false };
    }
    return { probability, next, reward: -1, terminated: next === CLIFF_GOAL };
  };
  const outcomes = (state: number, action: number): Outcome[] => {
    if (!slippery) return [arrive(state, action, 1)];
    return [(action + 3) % 4, action, (action + 1) % 4].map((way) => arrive(state, way, 1 / 3));
  };
  const starts = Array.from({ length: ROWS * COLUMNS }, (_, state) => (state === CLIFF_START ? 1 : 0));
  return new TransitionTable(ROWS * COLUMNS, 4, outcomes, starts);
}
