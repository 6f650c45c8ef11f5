import type { Edge } from "./edges.js";
import type { NetworkLayout } from "./layout.js";

/** Colours of the drawing on light and on dark paper. */
export interface NetworkColours {
  readonly positive: string;
  readonly negative: string;
  readonly lit: string;
  /** Of units that put out less than 0. */
  readonly below: string;
  readonly unlit: string;
  readonly rim: string;
  readonly words: string;
  readonly creditUp: string;
  readonly creditDown: string;
}

export const LIGHT: NetworkColours = {
  positive: "#0072b2",
  negative: "#d55e00",
  lit: "#f2b705",
  below: "#5c6b7a",
  unlit: "#ffffff",
  rim: "#8b949e",
  words: "#59626c",
  creditUp: "#00875f",
  creditDown: "#a8327d",
};
export const DARK: NetworkColours = {
  positive: "#56a8dc",
  negative: "#f08a3c",
  lit: "#ffd24a",
  below: "#8ea0b3",
  unlit: "#20252a",
  rim: "#6b747d",
  words: "#a0a8b0",
  creditUp: "#33c99c",
  creditDown: "#e58cc7",
};

/** Draws connections: the larger, the stronger. */
export function drawEdges(
  context: CanvasRenderingContext2D,
  { spots, radius }: NetworkLayout,
  edges: readonly (readonly Edge[])[],
  colours: NetworkColours,
): void {
  for (const between of edges) {
    const largest = Math.abs(between.at(-1)?.weight ?? 1);
    for (const { layer, from, to, weight } of between) {
      const [a, b] = [spots[layer]![from]!, spots[layer + 1]![to]!];
      const share = Math.abs(weight) / largest;
      context.strokeStyle = weight > 0 ? colours.positive : colours.negative;
      context.globalAlpha = 0.06 + 0.5 * share * share;
      context.lineWidth = 0.5 + 0.25 * radius * share;
      context.beginPath();
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** A unit as it is drawn. */
export interface DrawnUnit {
  /** −1 to 1: what it puts out, 0 for nothing. */
  readonly lit: number;
  /** −1 to 1: how far its ring goes round, and in which colour; 0 for none. */
  readonly credit: number;
}

/** Draws dots with rings; `units` as the layout has them, inputs first. */
export function drawUnits(
  context: CanvasRenderingContext2D,
  { spots, radius }: NetworkLayout,
  units: readonly (readonly DrawnUnit[])[],
  colours: NetworkColours,
): void {
  spots.forEach((layer, l) => {
    layer.forEach(({ x, y }, k) => {
      const { lit, credit } = units[l]![k]!;
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = colours.unlit;
      context.fill();
      context.globalAlpha = Math.abs(lit);
      context.fillStyle = lit > 0 ? colours.lit : colours.below;
      context.fill();
      context.globalAlpha = 1;
      context.lineWidth = 1;
      context.strokeStyle = colours.rim;
      context.stroke();
      if (Math.abs(credit) < 0.02) return;
      context.beginPath();
      context.arc(x, y, 1.25 * radius, -0.5 * Math.PI, (2 * Math.abs(credit) - 0.5) * Math.PI);
      context.lineWidth = Math.max(1.6, 0.32 * radius);
      context.strokeStyle = credit > 0 ? colours.creditUp : colours.creditDown;
      context.stroke();
    });
  });
}

/** Writes names beside the inputs and the output's units. */
export function drawNames(
  context: CanvasRenderingContext2D,
  { spots, radius }: NetworkLayout,
  { inputs, outputs }: UnitNames,
  { colour, size }: { readonly colour: string; readonly size: number },
): void {
  context.font = `${size}px sans-serif`;
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.textAlign = "right";
  inputs.forEach((name, k) => {
    context.fillText(name, spots[0]![k]!.x - radius - 6, spots[0]![k]!.y);
  });
  context.textAlign = "left";
  outputs.forEach((name, k) => {
    context.fillText(name, spots.at(-1)![k]!.x + radius + 8, spots.at(-1)![k]!.y);
  });
}

/** None where there are none. */
export interface UnitNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}
