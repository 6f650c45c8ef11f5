/** A connection between two layers that follow each other. */
export interface Edge {
  /** 0 for the connections of the inputs. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/**
 * The largest connections between each two layers, largest last.
 *
 * @param weights of each layer [inputs + 1, units], one after the other, biases last
 * @param sizes inputs, then the units of each layer
 * @param most for each two layers
 */
export function largestEdges(
  weights: Float32Array,
  sizes: readonly number[],
  most: number,
): readonly (readonly Edge[])[] {
  let start = 0;
  return sizes.slice(1).map((units, layer) => {
    const inputs = sizes[layer]!;
    const own = weights.subarray(start, start + inputs * units);
    start += (inputs + 1) * units;
    const sized = Float32Array.from(own, Math.abs).sort();
    const least = sized[Math.max(0, sized.length - most)] ?? 0;
    const edges: Edge[] = [];
    own.forEach((weight, k) => {
      if (Math.abs(weight) < least || weight === 0) return;
      edges.push({ layer, from: Math.floor(k / units), to: k % units, weight });
    });
    return edges.sort((a, b) => Math.abs(a.weight) - Math.abs(b.weight)).slice(-most);
  });
}
