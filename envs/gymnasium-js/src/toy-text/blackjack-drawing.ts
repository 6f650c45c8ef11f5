import { ANSI, coloured } from "../drawing/ansi.js";
import { COLOURS } from "../drawing/colours.js";
import type { Drawing } from "../drawing/drawing.js";
import { label, line, rectangle, type Scene, type Shape } from "../drawing/scene.js";
import { handValue, hasUsableAce, isBust } from "./blackjack-rules.js";
import { SUITS, suit } from "./card-suits.js";

const WIDTH = 480;
const HEIGHT = 360;
const CARD_WIDTH = 84;
const CARD_HEIGHT = 118;
const FELT = "#1f6b4f";
const PALE = "#cfe8dc";

/** A hand: the sum of its cards with aces as 1, how many are aces, how many cards. */
export interface HandLook {
  readonly sum: number;
  readonly aces: number;
  readonly cards: number;
}

/** What lies on the table. */
export interface TableLook {
  readonly player: HandLook;
  readonly dealer: HandLook;
  /** The dealer's open card, 1 to 10. */
  readonly open: number;
  /** Its suit, 0 to 3, and for a ten its face, 0 to 2. */
  readonly suit: number;
  readonly face: number;
}

/** Only sums are known of the player's cards, so they lie as a fan; the dealer's show when the player sticks. */
export function blackjackDrawing(look: (variables: Float64Array) => TableLook): Drawing<number> {
  return {
    renderFps: 4,
    scene: (variables, action) => blackjackScene(look(variables), action),
    text: (variables, action) => blackjackText(look(variables), action),
  };
}

function rank({ open, face }: TableLook): string {
  if (open === 1) return "A";
  return open === 10 ? "JQK"[face]! : `${open}`;
}

const count = ({ sum, aces }: HandLook): string => `${handValue(sum, aces)}`;

const remark = (hand: HandLook): string =>
  isBust(hand.sum, hand.aces) ? "bust" : hasUsableAce(hand.sum, hand.aces) ? "an ace counts 11" : "";

function blackjackScene(table: TableLook, action: number | undefined): Scene {
  const { player, dealer } = table;
  const shown = action === 0;
  const title = (text: string, y: number): Shape => label(text, 24, y, { size: 17, fill: PALE });
  const number = (text: string, y: number): Shape =>
    label(text, WIDTH - 40, y, { size: 54, fill: COLOURS.white, anchor: "end", bold: true });
  const note = (text: string, y: number): readonly Shape[] =>
    text === "" ? [] : [label(text, WIDTH - 40, y, { size: 15, fill: COLOURS.yellow, anchor: "end" })];
  const cards = Math.max(2, shown ? dealer.cards : 2);
  return {
    title: "A game of blackjack",
    width: WIDTH,
    height: HEIGHT,
    background: FELT,
    shapes: [
      rectangle(8, 8, WIDTH - 16, HEIGHT - 16, {
        fill: "none",
        stroke: PALE,
        strokeWidth: 2,
        opacity: 0.35,
        radius: 18,
      }),
      line(
        [
          [24, HEIGHT / 2],
          [WIDTH - 24, HEIGHT / 2],
        ],
        { stroke: PALE, strokeWidth: 1.5, opacity: 0.35 },
      ),
      title("dealer", 36),
      ...Array.from({ length: Math.min(cards, 9) - 1 }, (_, k) =>
        back(24 + CARD_WIDTH + 12 + 24 * k, 46),
      ).flat(),
      ...openCard(table, 24, 46),
      number(shown ? count(dealer) : "?", 116),
      ...note(shown ? remark(dealer) : "", 146),
      title("player", HEIGHT / 2 + 28),
      ...Array.from({ length: Math.min(player.cards, 9) }, (_, k) =>
        back(24 + 30 * k, HEIGHT / 2 + 38),
      ).flat(),
      number(count(player), HEIGHT / 2 + 108),
      ...note(remark(player), HEIGHT / 2 + 138),
    ],
  };
}

function openCard(table: TableLook, x: number, y: number): readonly Shape[] {
  const kind = SUITS[table.suit] ?? SUITS[0]!;
  const colour = kind === "hearts" || kind === "diamonds" ? COLOURS.red : COLOURS.ink;
  return [
    rectangle(x, y, CARD_WIDTH, CARD_HEIGHT, {
      fill: COLOURS.white,
      stroke: COLOURS.ink,
      strokeWidth: 1,
      radius: 8,
    }),
    label(rank(table), x + 9, y + 27, { size: 24, fill: colour, bold: true }),
    ...suit(kind, x + CARD_WIDTH / 2, y + 0.57 * CARD_HEIGHT, 24, colour),
  ];
}

function back(x: number, y: number): readonly Shape[] {
  const at = (k: number): Shape =>
    line(
      [
        [x + 9, y + 12 + 19 * k],
        [x + CARD_WIDTH - 9, y + 12 + 19 * k],
      ],
      { stroke: COLOURS.paleBlue, strokeWidth: 3, opacity: 0.4 },
    );
  return [
    rectangle(x, y, CARD_WIDTH, CARD_HEIGHT, {
      fill: COLOURS.blue,
      stroke: COLOURS.white,
      strokeWidth: 3,
      radius: 8,
    }),
    ...[0, 1, 2, 3, 4, 5].map(at),
  ];
}

function blackjackText(table: TableLook, action: number | undefined): string {
  const { player, dealer, suit: s } = table;
  const red = s === 1 || s === 2;
  const card = coloured(`${rank(table)}${"♠♥♦♣"[s] ?? ""}`, red ? ANSI.red : ANSI.white, true);
  const hand = (of: HandLook): string => {
    const text = remark(of);
    return `${coloured(count(of), ANSI.yellow, true)} from ${of.cards} cards${text === "" ? "" : `, ${text}`}`;
  };
  const did = action === undefined ? "" : coloured(action === 0 ? "stuck" : "hit", ANSI.grey);
  return `${did}\ndealer  ${card}  ${action === 0 ? hand(dealer) : "?"}\nplayer  ${hand(player)}\n`;
}
