import { booleanKwarg, checkKwargs } from "../native/arguments.js";
import { NativeEnv, type NativeStep } from "../native/native-env.js";
import { NativeVectorEnv } from "../native/native-vector-env.js";
import type { PCG64 } from "../random/pcg64.js";
import type { EnvSpec } from "../registry.js";
import { blackjackDrawing, type TableLook } from "./blackjack-drawing.js";
import {
  blackjackActionSpace,
  blackjackObservationSpace,
  compareHands,
  DEALER_STANDS,
  drawCard,
  handValue,
  hasUsableAce,
  isBust,
  isNatural,
} from "./blackjack-rules.js";

type Kwargs = Readonly<Record<string, unknown>>;

/** Where a table's numbers stand; sums count aces as 1. */
const PLAYER = 0;
const PLAYER_ACES = 1;
const PLAYER_CARDS = 2;
const DEALER = 3;
const DEALER_ACES = 4;
const DEALER_CARDS = 5;
/** The dealer's open card. */
const OPEN = 6;
/** Suit of the open card, 0–3, and for a ten its face, 0–2: for drawings. */
const SUIT = 7;
const FACE = 8;
const SIZE = 9;

interface Rules {
  readonly natural: boolean;
  readonly suttonBarto: boolean;
}

/**
 * Blackjack-v1 (gymnasium/envs/toy_text/blackjack.py; Sutton and Barto, example 5.1): beat the dealer's hand
 * without going over 21. Action 1 hits, 0 sticks. Observation [player's sum, dealer's open card, usable
 * ace]. Reward at the end: 1, 0 or −1.
 */
export class BlackjackEnv extends NativeEnv<readonly [number, number, number], number> {
  readonly #rules: Rules;

  /**
   * @param kwargs `sab` (false; true as registered): the rules of Sutton and Barto, by which a natural wins
   *   but against another. `natural` (false): without `sab`, a natural that wins pays 1.5.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Kwargs = {}) {
    super({
      name: "Blackjack",
      observationSpace: blackjackObservationSpace(),
      actionSpace: blackjackActionSpace(),
      stateSize: SIZE,
      drawing: blackjackDrawing(lookOf),
      renderMode: kwargs.renderMode,
    });
    this.#rules = rulesOf(kwargs);
  }

  protected begin(): void {
    deal(this.variables, 0, this.generator);
  }

  protected observe(): readonly [number, number, number] {
    const [sum, aces] = [this.variables[PLAYER]!, this.variables[PLAYER_ACES]!];
    return [handValue(sum, aces), this.variables[OPEN]!, hasUsableAce(sum, aces) ? 1 : 0];
  }

  protected advance(action: number): NativeStep {
    if (action === 1) {
      const bust = hit(this.variables, 0, this.generator);
      return { reward: bust ? -1 : 0, terminated: bust };
    }
    return { reward: stick(this.variables, 0, this.generator, this.#rules), terminated: true };
  }
}

/** Blackjack-v1, many at once. */
export class BlackjackVectorEnv extends NativeVectorEnv<Int32Array> {
  readonly #rules: Rules;

  /** @throws InvalidArgumentError */
  constructor(numEnvs: number, kwargs: Kwargs, maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    super({
      ...{ spec, numEnvs, maxEpisodeSteps },
      observationSpace: blackjackObservationSpace(),
      actionSpace: blackjackActionSpace(),
      stateSize: SIZE,
    });
    this.#rules = rulesOf(kwargs);
  }

  protected begin(i: number): void {
    deal(this.states, i * SIZE, this.generators[i]!);
    this.#show(i);
  }

  protected advance(): void {
    const { states, generators, actions, rewards, terminated, truncated, elapsed, limit } = this;
    for (let i = 0; i < this.numEnvs; i++) {
      let over = true;
      if (actions[i] === 1) {
        over = hit(states, i * SIZE, generators[i]!);
        rewards[i] = over ? -1 : 0;
      } else {
        rewards[i] = stick(states, i * SIZE, generators[i]!, this.#rules);
      }
      const steps = elapsed[i]! + 1;
      elapsed[i] = steps;
      terminated[i] = over ? 1 : 0;
      truncated[i] = steps >= limit ? 1 : 0;
      this.#show(i);
      if (over || steps >= limit) this.end(i);
    }
  }

  #show(i: number): void {
    const at = i * SIZE;
    const [sum, aces] = [this.states[at + PLAYER]!, this.states[at + PLAYER_ACES]!];
    this.observations[3 * i] = handValue(sum, aces);
    this.observations[3 * i + 1] = this.states[at + OPEN]!;
    this.observations[3 * i + 2] = hasUsableAce(sum, aces) ? 1 : 0;
  }
}

function lookOf(table: Float64Array): TableLook {
  return {
    player: { sum: table[PLAYER]!, aces: table[PLAYER_ACES]!, cards: table[PLAYER_CARDS]! },
    dealer: { sum: table[DEALER]!, aces: table[DEALER_ACES]!, cards: table[DEALER_CARDS]! },
    open: table[OPEN]!,
    suit: table[SUIT]!,
    face: table[FACE]!,
  };
}

function rulesOf(kwargs: Kwargs): Rules {
  checkKwargs(kwargs, ["natural", "sab"]);
  return { natural: booleanKwarg(kwargs, "natural", false), suttonBarto: booleanKwarg(kwargs, "sab", false) };
}

/** Two cards for the dealer, then two for the player, then what the open card looks like. */
function deal(table: Float64Array, at: number, generator: PCG64): void {
  table.fill(0, at, at + SIZE);
  take(table, at + DEALER, generator);
  table[at + OPEN] = table[at + DEALER]!;
  take(table, at + DEALER, generator);
  take(table, at + PLAYER, generator);
  take(table, at + PLAYER, generator);
  table[at + SUIT] = generator.integers(0, 4);
  if (table[at + OPEN] === 10) table[at + FACE] = generator.integers(0, 3);
}

/** Adds a card to the hand whose sum, aces and cards stand from `hand` on. */
function take(table: Float64Array, hand: number, generator: PCG64): void {
  const card = drawCard(generator);
  table[hand]! += card;
  if (card === 1) table[hand + PLAYER_ACES]! += 1;
  table[hand + PLAYER_CARDS]! += 1;
}

/** Gives the player a card; returns whether that was too much. */
function hit(table: Float64Array, at: number, generator: PCG64): boolean {
  take(table, at + PLAYER, generator);
  return isBust(table[at + PLAYER]!, table[at + PLAYER_ACES]!);
}

/** Plays the dealer's hand out and returns the reward. */
function stick(table: Float64Array, at: number, generator: PCG64, { natural, suttonBarto }: Rules): number {
  while (handValue(table[at + DEALER]!, table[at + DEALER_ACES]!) < DEALER_STANDS) {
    take(table, at + DEALER, generator);
  }
  const player = handValue(table[at + PLAYER]!, table[at + PLAYER_ACES]!);
  const reward = compareHands(player, handValue(table[at + DEALER]!, table[at + DEALER_ACES]!));
  if (!isNatural(table[at + PLAYER]!, table[at + PLAYER_ACES]!, table[at + PLAYER_CARDS]!)) return reward;
  if (!suttonBarto) return natural && reward === 1 ? 1.5 : reward;
  const tie = isNatural(table[at + DEALER]!, table[at + DEALER_ACES]!, table[at + DEALER_CARDS]!);
  return tie ? reward : 1;
}
