import { circle, polygon, type Shape } from "../drawing/scene.js";

export const SUITS = ["spades", "hearts", "diamonds", "clubs"] as const;

/** A suit's sign around (x, y), `r` from its middle to its tips. */
export function suit(
  kind: (typeof SUITS)[number],
  x: number,
  y: number,
  r: number,
  fill: string,
): readonly Shape[] {
  const disc = (dx: number, dy: number, radius: number): Shape =>
    circle(x + dx * r, y + dy * r, radius * r, { fill });
  const stem = polygon(
    [
      [x, y],
      [x + 0.34 * r, y + r],
      [x - 0.34 * r, y + r],
    ],
    { fill },
  );
  // Of hearts pointing down, of spades up.
  const heart = (sign: number): readonly Shape[] => [
    disc(-0.42, -0.3 * sign, 0.48),
    disc(0.42, -0.3 * sign, 0.48),
    polygon(
      [
        [x - 0.84 * r, y - 0.06 * sign * r],
        [x, y - 0.4 * sign * r],
        [x + 0.84 * r, y - 0.06 * sign * r],
        [x, y + 0.95 * sign * r],
      ],
      { fill },
    ),
  ];
  switch (kind) {
    case "spades":
      return [...heart(-1), stem];
    case "hearts":
      return heart(1);
    case "diamonds":
      return [
        polygon(
          [
            [x, y - r],
            [x + 0.72 * r, y],
            [x, y + r],
            [x - 0.72 * r, y],
          ],
          { fill },
        ),
      ];
    case "clubs":
      return [disc(0, -0.48, 0.44), disc(-0.47, 0.2, 0.44), disc(0.47, 0.2, 0.44), stem];
  }
}
