import type { PCG64 } from "../random/pcg64.js";
import { Discrete } from "../spaces/discrete.js";
import { Tuple } from "../spaces/tuple.js";

/** Below this the dealer draws. */
export const DEALER_STANDS = 17;
const BLACKJACK = 21;

/** The player's sum, the dealer's open card (1 is an ace), and whether the player has a usable ace. */
export function blackjackObservationSpace(): Tuple<readonly [Discrete, Discrete, Discrete]> {
  return new Tuple([new Discrete(32), new Discrete(11), new Discrete(2)]);
}

/** 0 sticks, 1 hits. */
export function blackjackActionSpace(): Discrete {
  return new Discrete(2);
}

/** 1 (an ace) to 10, of which there are four times as many: an endless deck. */
export function drawCard(generator: PCG64): number {
  return Math.min(generator.integers(0, 13) + 1, 10);
}

/** Whether an ace counts as 11. @param sum of the cards, aces as 1 */
export function hasUsableAce(sum: number, aces: number): boolean {
  return aces > 0 && sum + 10 <= BLACKJACK;
}

/** What a hand counts. @param sum of the cards, aces as 1 */
export function handValue(sum: number, aces: number): number {
  return hasUsableAce(sum, aces) ? sum + 10 : sum;
}

export function isBust(sum: number, aces: number): boolean {
  return handValue(sum, aces) > BLACKJACK;
}

/** An ace and a ten, and nothing else. */
export function isNatural(sum: number, aces: number, cards: number): boolean {
  return cards === 2 && aces === 1 && sum === 11;
}

/** 1 where the player has more, −1 where the dealer has, 0 where they are equal; a bust hand counts 0. */
export function compareHands(player: number, dealer: number): number {
  const score = (value: number): number => (value > BLACKJACK ? 0 : value);
  return Math.sign(score(player) - score(dealer));
}
