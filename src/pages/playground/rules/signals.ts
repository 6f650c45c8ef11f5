import { BUS, COLUMNS, RADIUS, ROWS, WORLD } from "./places.js";
import { arrow, box, circle, curve, line, text } from "./svg-parts.js";

/** Where a rule's learning signal goes. Hidden layers are 0 (next to the input) and 1. */
export type Signal =
  /** One number to every unit. */
  | { readonly kind: "broadcast"; readonly label: string }
  /** The feedback to the output alone. */
  | { readonly kind: "to-output" }
  /** Along all weights, into these hidden layers. */
  | {
      readonly kind: "down";
      readonly layers: readonly number[];
      readonly dashed: boolean;
      readonly label: string;
    }
  /** From a unit's outgoing weights back to it. */
  | { readonly kind: "growth"; readonly label: string }
  /** A unit is held against itself without firing. */
  | { readonly kind: "what-if"; readonly layers: readonly number[] }
  /** From the output straight to each hidden layer. */
  | { readonly kind: "direct"; readonly label: string }
  /** From a second network to each unit. */
  | {
      readonly kind: "top-down";
      readonly network: "evolved" | "random";
      readonly told: string;
      readonly label: string;
    }
  /** Hidden layers do not learn. */
  | { readonly kind: "frozen"; readonly label: string };

/** What of a signal lies beneath the units. */
export function under(signal: Signal): string[] {
  switch (signal.kind) {
    case "down":
      return signal.layers.flatMap((layer) =>
        pairsInto(layer).map(([from, to]) =>
          arrow(from, near(to, from, RADIUS + 2), signal.dashed ? "5 4" : undefined),
        ),
      );
    case "growth":
      return [0, 1].flatMap((layer) =>
        ROWS[layer + 2]!.map((y) =>
          line("signal", COLUMNS[layer + 1]!, 240, COLUMNS[layer + 2]!, y, "stroke-width:4.5;opacity:.5"),
        ),
      );
    case "frozen":
      return [box("ice", COLUMNS[1] - 34, 104, COLUMNS[2] - COLUMNS[1] + 68, 164, 14)];
    default:
      return [];
  }
}

/** What of a signal lies over them. */
export function over(signal: Signal): string[] {
  switch (signal.kind) {
    case "broadcast":
      return [
        curve(`M${WORLD.x + WORLD.width / 2} ${WORLD.y} V${BUS} H${COLUMNS[1] + 28}`),
        ...[1, 2, 3].flatMap((l) => branches(l)),
        text("word", signal.label, 336, BUS - 14),
      ];
    case "to-output": {
      const rail = COLUMNS[3] + 34;
      return [
        curve(`M${WORLD.x + WORLD.width / 2} ${WORLD.y} V112 H${rail} V${ROWS[3][1]}`),
        ...ROWS[3].map((y) => arrow([rail, y], [COLUMNS[3] + RADIUS + 2, y])),
      ];
    }
    case "down":
      return [text("word", signal.label, signal.layers.length > 1 ? 336 : 271, 84)];
    case "growth":
      return [
        ...[1, 2].map((l) =>
          curve(
            `M${COLUMNS[l]! + 58} 230 C${COLUMNS[l]! + 66} 270 ${COLUMNS[l]! + 20} 284 ${COLUMNS[l]! + 5} 257`,
            true,
          ),
        ),
        text("word", signal.label, 300, 84),
      ];
    case "what-if":
      return signal.layers.flatMap(whatIf);
    case "direct":
      return [
        curve(`M${COLUMNS[3]} ${ROWS[3][0] - RADIUS - 3} V${BUS} H${COLUMNS[1] + 28}`),
        ...[1, 2].flatMap((l) => [
          ...branches(l),
          box("unit", COLUMNS[l]! + 14, BUS + 12, 28, 22, 4),
          text("word", "?!", COLUMNS[l]! + 28, BUS + 28),
        ]),
        text("word", signal.label, 336, BUS - 14),
      ];
    case "top-down":
      return topDown(signal.network, signal.told, signal.label);
    case "frozen":
      return [text("word", signal.label, 271, 84)];
  }
}

type Point = readonly [x: number, y: number];

/** From every unit of the layer above to every one of a hidden layer. */
function pairsInto(layer: number): readonly (readonly [Point, Point])[] {
  return ROWS[layer + 2]!.flatMap((from) =>
    ROWS[layer + 1]!.map((to): [Point, Point] => [
      [COLUMNS[layer + 2]! - RADIUS, from],
      [COLUMNS[layer + 1]!, to],
    ]),
  );
}

/** The point at this distance from `to` on the way from `from`. */
function near(to: Point, from: Point, distance: number): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const share = 1 - distance / length;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

/** From a line over the network to each unit of a column. */
function branches(l: number, from = BUS): string[] {
  const x = COLUMNS[l]! + 28;
  const rows: readonly number[] = ROWS[l]!;
  return [
    curve(`M${x} ${from} V${rows.at(-1)}`),
    ...rows.map((y) => arrow([x, y], [COLUMNS[l]! + RADIUS + 2, y])),
  ];
}

/** One unit and its shadow that did not fire, with what each would have meant for the layer above. */
function whatIf(layer: number): string[] {
  const x = COLUMNS[layer + 1]!;
  const y = ROWS[layer + 1]![2]!;
  return [
    `<circle class="signal" cx="${x + 9}" cy="${y + 9}" r="${RADIUS}" stroke-dasharray="3 3"/>`,
    ...ROWS[layer + 2]!.map((to) => arrow([COLUMNS[layer + 2]! - RADIUS, to], [x + RADIUS + 8, y - 1])),
    text("word", "if not?", x + 46, y + 28),
  ];
}

/** A second network over the first one. */
function topDown(network: string, told: string, label: string): string[] {
  const [left, top, width, height] = [404, 14, 128, 58];
  const nodes = [0, 1, 2].flatMap((k) => [
    circle("unit", left + 22, top + 13 + 16 * k, 5),
    circle("unit", left + 52, top + 13 + 16 * k, 5),
  ]);
  const links = [0, 1, 2].flatMap((a) =>
    [0, 1, 2].map((b) => line("way", left + 22, top + 13 + 16 * a, left + 52, top + 13 + 16 * b)),
  );
  const x = WORLD.x + WORLD.width / 2;
  return [
    box("world", left, top, width, height, 10),
    ...links,
    ...nodes,
    text("ink", "F", left + 94, top + 26),
    text("faint", network, left + 94, top + 44),
    curve(`M${x} ${WORLD.y} V43 H${left + width + 3}`, true),
    text("word", told, x, 30),
    curve(`M${COLUMNS[3]} ${ROWS[3][0] - RADIUS - 2} V${top + height + 3}`, true),
    curve(`M${left} 43 H${COLUMNS[1] + 28}`),
    ...[1, 2].flatMap((l) => branches(l, 43)),
    ...branches(3, top + height),
    text("word", label, 312, 32),
  ];
}
