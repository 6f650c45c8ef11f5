import type { Head } from "../../src/engine/engine.js";
import { type HeadSpec, logitsOf, type OutputScale } from "./spec.js";

/** `units` units of one kind, drawn together. */
export function wholeLayer(kind: "bernoulli" | "gaussian", units: number): Head {
  return { kind, start: 0, count: units, fixedLast: false };
}

/** The heads of an output layer; linear ones draw nothing and are left out. */
export function outputHeads(specs: readonly HeadSpec[], scale: OutputScale): readonly Head[] {
  const heads: Head[] = [];
  let start = 0;
  let gaussians = 0;
  for (const spec of specs) {
    const logits = logitsOf(spec, scale);
    if (spec.kind === "gaussian") {
      const scaleStart = scale.kind === "predicted" ? start + spec.size : gaussians;
      heads.push({ kind: spec.kind, start, count: spec.size, fixedLast: false, scaleStart });
      gaussians += spec.size;
    } else if (spec.kind !== "linear") {
      const fixedLast = spec.kind === "softmax" && spec.fullLogits !== true;
      heads.push({ kind: spec.kind, start, count: logits, fixedLast });
    }
    start += logits;
  }
  return heads;
}

/** Gaussian units among the heads. */
export function gaussianUnits(heads: readonly Head[]): number {
  return heads.reduce((sum, { kind, count }) => sum + (kind === "gaussian" ? count : 0), 0);
}

/** Uniforms that one draw uses up. */
export function drawsOf(head: Head): number {
  return head.kind === "softmax" ? 1 : head.count;
}
