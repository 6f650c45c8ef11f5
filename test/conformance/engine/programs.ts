import { credit, gaussian, ratios } from "./credit-programs.js";
import { forward, sampling } from "./forward-programs.js";
import type { Program } from "./program-parts.js";
import { fused, optimizers, traces } from "./update-programs.js";
import { type Draw, normal, oneOf, probability, scaled } from "./workspace.js";

const edgeLogit: Draw = oneOf(-1e4, -100, -88, -40, -10, -1e-3, -0, 0, 1e-8, 0.5, 15, 40, 88, 100, 1e4);
const edgeProbability: Draw = oneOf(0, 1e-30, 1e-8, 0.25, 0.5, 1 - 2 ** -24, 1);
const edgeRatio: Draw = oneOf(-1e6, -1000, -90, -20, -1e-6, 0, 1e-6, 0.1, 20, 90, 1000, 1e6);

/** Programs for every shape. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  "affine maps and activations": forward(scaled(3), normal),
  "uniforms and sampling": sampling,
  credit: credit,
  "Gaussian units": gaussian(scaled(2), scaled(0.5)),
  "likelihood ratios": ratios(scaled(2), scaled(0.5), probability, scaled(2)),
  "likelihood ratios of large weights": ratios(scaled(5), scaled(6), probability, scaled(10)),
  "outer products and traces": traces,
  optimizers: optimizers,
};

/** Programs for one sample a replica. */
export const SINGLE_SAMPLE_PROGRAMS: Readonly<Record<string, Program>> = { "fused optimizers": fused };

/** Programs on values at the edge of what can occur. */
export const EDGE_PROGRAMS: Readonly<Record<string, Program>> = {
  "Gaussian units": gaussian(scaled(10), oneOf(-10, -9, -1, 0, 3, 9, 10), Number.POSITIVE_INFINITY),
  "affine maps and activations": forward(edgeLogit, normal),
  "likelihood ratios": ratios(edgeLogit, edgeLogit, edgeProbability, edgeRatio, Number.POSITIVE_INFINITY),
};
