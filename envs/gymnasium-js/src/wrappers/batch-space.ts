import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import type { Discrete } from "../spaces/discrete.js";
import { MultiDiscrete } from "../spaces/multi-discrete.js";
import type { Space } from "../spaces/space.js";
import { Tuple } from "../spaces/tuple.js";

/**
 * The space of `n` values at once (gymnasium/vector/utils/space_utils.py): arrays with a first axis more,
 * Tuple and Dict part by part, and a Tuple of `n` for values that are no arrays. Integers of 64 bits are
 * kept in 32, which hold all values of a MultiDiscrete.
 */
export function batchSpace(space: Space, n: number): Space {
  switch (space.kind) {
    case "Box": {
      const { low, high, shape, dtype } = space as Box;
      return repeated(low, high, shape, n, dtype);
    }
    case "Discrete": {
      const { n: values, start, dtype } = space as Discrete;
      const each = (value: number): number[] => new Array<number>(n).fill(value);
      return new MultiDiscrete(each(values), { start: each(start), dtype });
    }
    case "MultiDiscrete": {
      const { nvec, start, shape, dtype } = space as MultiDiscrete;
      const last = nvec.map((values, i) => start[i]! + values - 1);
      return repeated(start, last, shape, n, dtype === "int64" ? "int32" : dtype);
    }
    case "MultiBinary":
      return new Box(0, 1, { shape: [n, ...space.shape], dtype: "int8" });
    case "Tuple":
      return new Tuple((space as Tuple).spaces.map((part) => batchSpace(part, n)));
    case "Dict": {
      const { keys, spaces } = space as Dict;
      // As Gymnasium's, which builds it from an object: sorted by key.
      return new Dict(Object.fromEntries(keys.map((key) => [key, batchSpace(spaces[key]!, n)])));
    }
    default:
      return new Tuple(new Array<Space>(n).fill(space));
  }
}

function repeated(
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  shape: readonly number[],
  n: number,
  dtype: Box["dtype"],
): Box {
  const all = (bound: ArrayLike<number>): Float64Array => {
    const values = new Float64Array(n * bound.length);
    for (let i = 0; i < n; i++) values.set(bound, i * bound.length);
    return values;
  };
  return new Box(all(low), all(high), { shape: [n, ...shape], dtype });
}
