import { InvalidArgumentError } from "../errors.js";
import { booleanKwarg, checkKwargs, numberKwarg } from "../native/arguments.js";
import { type Outcome, TransitionTable } from "./transition-table.js";

type Kwargs = Readonly<Record<string, unknown>>;

const SIDE = 5;
/** States: ((5 · row + column) · 5 + passenger) · 4 + destination; passenger 4 is in the taxi. */
const TAXI_STATES = 500;
export const TAXI_ACTIONS = 6;
/** Passenger's place when inside. */
export const IN_TAXI = 4;
/** Row and column of the red, green, yellow and blue stops. */
export const TAXI_STOPS = [
  [0, 0],
  [0, 4],
  [4, 0],
  [4, 3],
] as const;
/** Walls to the right of [row, column]. */
export const WALLS: readonly (readonly [row: number, column: number])[] = [
  ...([0, 1] as const).map((row) => [row, 1] as const),
  ...([3, 4] as const).flatMap((row) => [[row, 0] as const, [row, 2] as const]),
];
/** Rows and columns that an action goes: 0 south, 1 north, 2 east, 3 west. */
const MOVES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
/** Left and right of each move, as moves. */
const SIDES = [
  [2, 3],
  [3, 2],
  [1, 0],
  [0, 1],
] as const;

export interface TaxiState {
  readonly row: number;
  readonly column: number;
  /** A stop, or {@link IN_TAXI}. */
  readonly passenger: number;
  readonly destination: number;
}

export interface TaxiSettings {
  readonly rainy: boolean;
  readonly fickle: boolean;
  readonly rainyProbability: number;
  readonly fickleProbability: number;
}

export function encodeTaxi({ row, column, passenger, destination }: TaxiState): number {
  return ((row * SIDE + column) * 5 + passenger) * 4 + destination;
}

export function decodeTaxi(state: number): TaxiState {
  const place = Math.floor(state / 20);
  return {
    row: Math.floor(place / SIDE),
    column: place % SIDE,
    passenger: Math.floor(state / 4) % 5,
    destination: state % 4,
  };
}

/** @throws InvalidArgumentError */
export function taxiSettings(kwargs: Kwargs): TaxiSettings {
  checkKwargs(kwargs, ["is_rainy", "fickle_passenger", "rainy_probability", "fickle_probability"]);
  const probability = (key: string, otherwise: number): number => {
    const value = numberKwarg(kwargs, key, otherwise);
    if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError(key, value, "a number from 0 to 1");
    return value;
  };
  return {
    rainy: booleanKwarg(kwargs, "is_rainy", false),
    fickle: booleanKwarg(kwargs, "fickle_passenger", false),
    rainyProbability: probability("rainy_probability", 0.8),
    fickleProbability: probability("fickle_probability", 0.3),
  };
}

/** First states are uniform over those with the passenger at a stop that is not the destination. */
export function taxiTable({ rainy, rainyProbability }: TaxiSettings): TransitionTable {
  const sideways = (1 - rainyProbability) / 2;
  const outcomes = (state: number, action: number): Outcome[] => {
    const from = decodeTaxi(state);
    if (action >= MOVES.length) return [action === 4 ? pickUp(from) : dropOff(from)];
    const go = (move: number, probability: number): Outcome => ({
      probability,
      next: encodeTaxi({ ...from, ...moved(from, move) }),
      reward: -1,
      terminated: false,
    });
    if (!rainy) return [go(action, 1)];
    const [left, right] = SIDES[action]!;
    const stay = (probability: number): Outcome => ({
      probability,
      next: state,
      reward: -1,
      terminated: false,
    });
    // Where the way ahead is barred the taxi does not slide to the side either.
    return isOpen(from, action)
      ? [go(action, rainyProbability), go(left, sideways), go(right, sideways)]
      : [stay(rainyProbability), stay(sideways), stay(sideways)];
  };
  const starts = Array.from({ length: TAXI_STATES }, (_, state) => {
    const { passenger, destination } = decodeTaxi(state);
    return passenger !== IN_TAXI && passenger !== destination ? 1 : 0;
  });
  return new TransitionTable(TAXI_STATES, TAXI_ACTIONS, outcomes, starts);
}

/** 1 for each action that does something in a state, [states × 6]. */
export function taxiActionMasks(): Int8Array {
  const masks = new Int8Array(TAXI_STATES * TAXI_ACTIONS);
  for (let state = 0; state < TAXI_STATES; state++) {
    const at = decodeTaxi(state);
    const stop = stopAt(at);
    for (let move = 0; move < MOVES.length; move++) masks[6 * state + move] = isOpen(at, move) ? 1 : 0;
    masks[6 * state + 4] = stop >= 0 && stop === at.passenger ? 1 : 0;
    masks[6 * state + 5] = stop >= 0 && at.passenger === IN_TAXI ? 1 : 0;
  }
  return masks;
}

type Place = Pick<TaxiState, "row" | "column">;

function isOpen({ row, column }: Place, move: number): boolean {
  const [down, right] = MOVES[move]!;
  const [r, c] = [row + down, column + right];
  if (r < 0 || r >= SIDE || c < 0 || c >= SIDE) return false;
  return right === 0 || !WALLS.some(([wallRow, left]) => wallRow === row && left === Math.min(column, c));
}

function moved(from: Place, move: number): Place {
  if (!isOpen(from, move)) return { row: from.row, column: from.column };
  const [down, right] = MOVES[move]!;
  return { row: from.row + down, column: from.column + right };
}

function stopAt({ row, column }: Place): number {
  return TAXI_STOPS.findIndex(([r, c]) => r === row && c === column);
}

function pickUp(from: TaxiState): Outcome {
  const there = from.passenger !== IN_TAXI && stopAt(from) === from.passenger;
  const next = encodeTaxi(there ? { ...from, passenger: IN_TAXI } : from);
  return { probability: 1, next, reward: there ? -1 : -10, terminated: false };
}

function dropOff(from: TaxiState): Outcome {
  const stop = stopAt(from);
  if (from.passenger !== IN_TAXI || stop < 0) {
    return { probability: 1, next: encodeTaxi(from), reward: -10, terminated: false };
  }
  const arrived = stop === from.destination;
  const next = encodeTaxi({ ...from, passenger: stop });
  return { probability: 1, next, reward: arrived ? 20 : -1, terminated: arrived };
}
