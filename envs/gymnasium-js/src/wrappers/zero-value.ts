import { InvalidSpaceError } from "../errors.js";
import type { Box } from "../spaces/box.js";
import type { Dict } from "../spaces/dict.js";
import type { Discrete } from "../spaces/discrete.js";
import { allocate } from "../spaces/dtype.js";
import type { FeatureSpace, Graph } from "../spaces/graph.js";
import type { MultiBinary } from "../spaces/multi-binary.js";
import type { MultiDiscrete } from "../spaces/multi-discrete.js";
import type { OneOf } from "../spaces/one-of.js";
import type { Sequence } from "../spaces/sequence.js";
import type { Space } from "../spaces/space.js";
import { stackValues } from "../spaces/stack.js";
import type { Text } from "../spaces/text.js";
import type { Tuple } from "../spaces/tuple.js";

/** The value of a space that is closest to zero (gymnasium/wrappers/utils.py). @throws InvalidSpaceError */
export function zeroValue(space: Space): unknown {
  switch (space.kind) {
    case "Box": {
      const { dtype, size, low, high } = space as Box;
      return allocate(dtype, size).map((_, i) => Math.min(Math.max(0, low[i]!), high[i]!));
    }
    case "Discrete":
      return (space as Discrete).start;
    case "MultiDiscrete":
      return (space as MultiDiscrete).start.slice();
    case "MultiBinary":
      return new Int8Array((space as MultiBinary).size);
    case "Tuple":
      return (space as Tuple).spaces.map(zeroValue);
    case "Dict": {
      const { keys, spaces } = space as Dict;
      return Object.fromEntries(keys.map((key) => [key, zeroValue(spaces[key]!)]));
    }
    case "Sequence": {
      const { stack, space: element } = space as Sequence;
      return stack ? stackValues(element, [zeroValue(element)]) : [];
    }
    case "Text": {
      const { characters, minLength } = space as Text;
      return (characters[0] ?? "").repeat(minLength);
    }
    case "Graph": {
      const { nodeSpace, edgeSpace } = space as Graph;
      const edges = edgeSpace === null ? null : zeroFeature(edgeSpace);
      return { nodes: zeroFeature(nodeSpace), edges, edgeLinks: edges === null ? null : new Int32Array(2) };
    }
    case "OneOf":
      return [0, zeroValue((space as OneOf).spaces[0]!)];
    default:
      throw new InvalidSpaceError("space", `${space}`, "a space of this package, whose zero is known");
  }
}

function zeroFeature(space: FeatureSpace): unknown {
  return stackValues(space, [zeroValue(space)]);
}
