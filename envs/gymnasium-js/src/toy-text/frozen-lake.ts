import { InvalidArgumentError } from "../errors.js";
import { booleanKwarg, checkKwargs, numberKwarg } from "../native/arguments.js";
import type { EnvSpec } from "../registry.js";
import { frozenLakeDrawing } from "./frozen-lake-drawing.js";
import { FROZEN_LAKE_MAPS, type FrozenLakeMap, randomFrozenLakeMap } from "./frozen-lake-map.js";
import { TabularEnv } from "./tabular-env.js";
import { TabularVectorEnv } from "./tabular-vector-env.js";
import { type Outcome, TransitionTable } from "./transition-table.js";

type Kwargs = Readonly<Record<string, unknown>>;

/** Rows and columns that an action goes: 0 left, 1 down, 2 right, 3 up. */
const MOVES = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;
const KWARGS = ["desc", "map_name", "is_slippery", "success_rate", "reward_schedule"];

/** A lake and what moving on it does. */
interface Lake {
  readonly map: FrozenLakeMap;
  readonly table: TransitionTable;
}

/**
 * FrozenLake-v1 (gymnasium/envs/toy_text/frozen_lake.py): cross the ice without falling into a hole. The
 * observation is row · columns + column. On slippery ice a move goes where it should with
 * `success_rate`, and to either side of it with half of the rest. Reward 1 at the goal, else 0; terminated
 * there and in holes. `info.prob` is the probability of what happened.
 */
export class FrozenLakeEnv extends TabularEnv {
  /** Rows of S, F, H and G. */
  readonly map: FrozenLakeMap;

  /**
   * @param kwargs `map_name` ("4x4" or "8x8"; null with no `desc` for a random map of 8 × 8), `desc` (rows of
   *   S, F, H and G), `is_slippery` (true), `success_rate` (⅓), `reward_schedule` ([goal, hole, frozen]).
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Kwargs = {}) {
    const { map, table } = lakeOf(kwargs);
    super({
      name: `FrozenLake ${map.join("/")}`,
      table,
      drawing: frozenLakeDrawing(map),
      renderMode: kwargs.renderMode,
    });
    this.map = map;
  }
}

/** FrozenLake-v1, many at once; a random map is the same for all. */
export class FrozenLakeVectorEnv extends TabularVectorEnv {
  /** @throws InvalidArgumentError */
  constructor(numEnvs: number, kwargs: Kwargs, maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    super({ spec, numEnvs, maxEpisodeSteps, table: lakeOf(kwargs).table });
  }
}

function lakeOf(kwargs: Kwargs): Lake {
  checkKwargs(kwargs, KWARGS);
  const map = mapOf(kwargs);
  const slippery = booleanKwarg(kwargs, "is_slippery", true);
  const success = numberKwarg(kwargs, "success_rate", 1 / 3);
  if (!(success >= 0 && success <= 1)) {
    throw new InvalidArgumentError("success_rate", success, "a number from 0 to 1");
  }
  const rewards = rewardsOf(kwargs.reward_schedule ?? [1, 0, 0]);
  const [rows, columns] = [map.length, map[0]!.length];
  const letter = (state: number): string => map[Math.floor(state / columns)]![state % columns]!;
  const arrive = (state: number, action: number, probability: number): Outcome => {
    const [down, right] = MOVES[action]!;
    const row = Math.min(Math.max(Math.floor(state / columns) + down, 0), rows - 1);
    const column = Math.min(Math.max((state % columns) + right, 0), columns - 1);
    const next = row * columns + column;
    const tile = letter(next);
    const reward = rewards[tile === "G" ? 0 : tile === "H" ? 1 : 2]!;
    return { probability, next, reward, terminated: tile === "G" || tile === "H" };
  };
  const failure = (1 - success) / 2;
  const outcomes = (state: number, action: number): Outcome[] => {
    if ("GH".includes(letter(state))) return [{ probability: 1, next: state, reward: 0, terminated: true }];
    if (!slippery) return [arrive(state, action, 1)];
    return [
      arrive(state, (action + 3) % 4, failure),
      arrive(state, action, success),
      arrive(state, (action + 1) % 4, failure),
    ];
  };
  const starts = Array.from(map.join(""), (tile) => (tile === "S" ? 1 : 0));
  return { map, table: new TransitionTable(rows * columns, 4, outcomes, starts) };
}

function mapOf({ desc, map_name: name = "4x4" }: Kwargs): FrozenLakeMap {
  if (desc === undefined || desc === null) {
    if (name === null) return randomFrozenLakeMap();
    const map = typeof name === "string" ? FROZEN_LAKE_MAPS[name] : undefined;
    if (map !== undefined) return map;
    const known = Object.keys(FROZEN_LAKE_MAPS).join(", ");
    throw new InvalidArgumentError("map_name", name, `one of ${known}, or null for a random map`);
  }
  const rows = Array.isArray(desc) ? (desc as unknown[]) : [];
  const width = typeof rows[0] === "string" ? rows[0].length : 0;
  const fits = rows.every((row) => typeof row === "string" && row.length === width && /^[SFHG]+$/.test(row));
  if (!fits || width === 0 || !rows.some((row) => (row as string).includes("S"))) {
    throw new InvalidArgumentError(
      "desc",
      desc,
      "rows of equal length of S, F, H and G, with an S among them",
    );
  }
  return rows as string[];
}

function rewardsOf(schedule: unknown): readonly number[] {
  const list = Array.isArray(schedule) ? (schedule as unknown[]) : [];
  if (list.length !== 3 || !list.every((reward) => typeof reward === "number" && Number.isFinite(reward))) {
    throw new InvalidArgumentError(
      "reward_schedule",
      schedule,
      "three numbers: of goal, hole and frozen tiles",
    );
  }
  return list as number[];
}
