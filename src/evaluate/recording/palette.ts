/** At most 256 colours, and which of them each pixel is. */
export interface Indexed {
  /** RGB. */
  readonly colours: Uint8Array;
  /** One a pixel. */
  readonly indices: Uint8Array;
}

interface Shade {
  readonly colour: number;
  readonly count: number;
}

const MOST = 256;

/**
 * Pixels by their colours. Where there are more than 256, median cut (Heckbert 1982): boxes of colours
 * are halved along their longest side. A box is shown in the colour that makes up half of it, so that
 * large areas keep theirs exactly, and in the mean of its colours where none does.
 *
 * @param pixels RGB
 */
export function indexed(pixels: Uint8Array): Indexed {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const shades = Array.from(counts, ([colour, count]) => ({ colour, count }));
  const boxes = shades.length <= MOST ? shades.map((shade) => [shade]) : boxesOf(shades);
  const colours = new Uint8Array(3 * boxes.length);
  const indexOf = new Map<number, number>();
  for (const [index, box] of boxes.entries()) {
    colours.set(representative(box), 3 * index);
    for (const shade of box) indexOf.set(shade.colour, index);
  }
  const indices = new Uint8Array(pixels.length / 3);
  for (let k = 0; k < indices.length; k++) indices[k] = indexOf.get(colourAt(pixels, 3 * k))!;
  return { colours, indices };
}

function colourAt(pixels: Uint8Array, at: number): number {
  return (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!;
}

function representative(box: readonly Shade[]): readonly number[] {
  const most = box.reduce((a, b) => (b.count > a.count ? b : a));
  const total = box.reduce((sum, { count }) => sum + count, 0);
  return [16, 8, 0].map((bit) => {
    if (2 * most.count >= total) return (most.colour >> bit) & 255;
    return Math.round(
      box.reduce((sum, { colour, count }) => sum + ((colour >> bit) & 255) * count, 0) / total,
    );
  });
}

interface Box {
  readonly shades: readonly Shade[];
  /** The bit where the channel with the widest range begins. */
  readonly shift: number;
  /** Its range, weighted by how much of the picture is in the box. */
  readonly weight: number;
}

function boxesOf(shades: readonly Shade[]): readonly (readonly Shade[])[] {
  const boxes = [boxOf(shades)];
  while (boxes.length < MOST) {
    const widest = boxes.reduce((a, b) => (b.weight > a.weight ? b : a));
    if (widest.weight === 0) break;
    boxes.splice(boxes.indexOf(widest), 1, ...halves(widest));
  }
  return boxes.map((box) => box.shades);
}

function boxOf(shades: readonly Shade[]): Box {
  let [shift, range, total] = [0, 0, 0];
  for (const { count } of shades) total += count;
  for (const bit of [16, 8, 0]) {
    let [least, largest] = [255, 0];
    for (const { colour } of shades) {
      const value = (colour >> bit) & 255;
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
    if (largest - least > range) [shift, range] = [bit, largest - least];
  }
  return { shades, shift, weight: range * Math.sqrt(total) };
}

/** Along the widest channel, where half of the pixels are; neither is empty. */
function halves({ shades, shift }: Box): readonly Box[] {
  const sorted = [...shades].sort((a, b) => ((a.colour >> shift) & 255) - ((b.colour >> shift) & 255));
  const half = sorted.reduce((sum, { count }) => sum + count, 0) / 2;
  let [at, sum] = [0, 0];
  while (at < sorted.length - 1 && (at === 0 || sum + sorted[at]!.count <= half)) sum += sorted[at++]!.count;
  return [boxOf(sorted.slice(0, at)), boxOf(sorted.slice(at))];
}
