import { exponentialEdges, exponentialHeights, exponentialWidths } from "./ziggurat-exponential.generated.js";
import { normalEdges, normalHeights, normalWidths } from "./ziggurat-normal.generated.js";

/** Where the ziggurats take their bits from: `draw` makes 64 of them, read as two 32-bit words. */
export interface BitSource {
  draw(): void;
  readonly low: number;
  readonly high: number;
  /** A double in [0, 1), from a draw of its own. */
  random(): number;
}

const NORMAL_TAIL = 3.654152885361009;
const NORMAL_TAIL_INVERSE = 0.2736612373297583;
const EXPONENTIAL_TAIL = 7.69711747013105;

/** NumPy's `standard_normal` (numpy/random/src/distributions/distributions.c). */
export function standardNormal(source: BitSource): number {
  for (;;) {
    source.draw();
    const low = source.low;
    const high = source.high;
    const layer = low & 0xff;
    // Bits 9 to 60: the magnitude.
    const magnitude = ((high >>> 9) & 0xfffff) * 2 ** 32 + (((high << 23) | (low >>> 9)) >>> 0);
    const width = magnitude * normalWidths[layer]!;
    const x = low & 0x100 ? -width : width;
    if (magnitude < normalEdges[layer]!) return x;
    if (layer === 0) {
      for (;;) {
        const beyond = -NORMAL_TAIL_INVERSE * Math.log1p(-source.random());
        const height = -Math.log1p(-source.random());
        if (height + height > beyond * beyond) {
          return (low >>> 17) & 1 ? -(NORMAL_TAIL + beyond) : NORMAL_TAIL + beyond;
        }
      }
    }
    const top = normalHeights[layer - 1]!;
    const bottom = normalHeights[layer]!;
    if ((top - bottom) * source.random() + bottom < Math.exp(-0.5 * x * x)) return x;
  }
}

/** NumPy's `standard_exponential` (numpy/random/src/distributions/distributions.c). */
export function standardExponential(source: BitSource): number {
  for (;;) {
    source.draw();
    const low = source.low;
    const layer = (low >>> 3) & 0xff;
    // Bits 11 to 63: the magnitude.
    const magnitude = source.high * 2 ** 21 + (low >>> 11);
    const x = magnitude * exponentialWidths[layer]!;
    if (magnitude < exponentialEdges[layer]!) return x;
    if (layer === 0) return EXPONENTIAL_TAIL - Math.log1p(-source.random());
    const top = exponentialHeights[layer - 1]!;
    const bottom = exponentialHeights[layer]!;
    if ((top - bottom) * source.random() + bottom < Math.exp(-x)) return x;
  }
}
