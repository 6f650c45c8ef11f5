import { type Head, LOG_SCALE_LIMIT, type Tensor } from "../engine.js";
import { clamp, normalQuantile } from "./math.js";

export function sampleGaussian(
  h: Tensor,
  p: Tensor,
  logScale: Tensor,
  u: Tensor,
  head: Head,
  offset: number,
): void {
  forEachUnit(p, logScale, head, (k, deviation, _scale, sample, j) => {
    const draw = u.data[sample * u.columns + offset + j];
    h.data[k] = p.data[k] + deviation * normalQuantile(draw + 2 ** -25);
  });
}

export function gaussianScore(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): void {
  forEachUnit(p, logScale, head, (k, deviation) => {
    e.data[k] = (h.data[k] - p.data[k]) / deviation ** 2;
  });
}

export function gaussianScaleScore(e: Tensor, h: Tensor, p: Tensor, logScale: Tensor, head: Head): void {
  forEachUnit(p, logScale, head, (k, deviation, scale) => {
    e.data[scale] = ((h.data[k] - p.data[k]) / deviation) ** 2 - 1;
  });
}

/** Calls `visit` with each unit's place in the layer, its σ, the place of its log σ, its sample and number. */
function forEachUnit(
  { replicas, rows, columns }: Tensor,
  logScale: Tensor,
  { start, count, scaleStart = 0 }: Head,
  visit: (unit: number, deviation: number, scale: number, sample: number, number: number) => void,
): void {
  for (let sample = 0; sample < replicas * rows; sample++) {
    for (let j = 0; j < count; j++) {
      const scale = sample * logScale.columns + scaleStart + j;
      const deviation = Math.exp(clamp(logScale.data[scale], LOG_SCALE_LIMIT));
      visit(sample * columns + start + j, deviation, scale, sample, j);
    }
  }
}
