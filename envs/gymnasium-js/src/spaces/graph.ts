import { InvalidArgumentError, InvalidSpaceError } from "../errors.js";
import type { PCG64 } from "../random/pcg64.js";
import type { NumericArray } from "../vector-env.js";
import { Box } from "./box.js";
import type { Discrete } from "./discrete.js";
import { dtypeOf, STORAGE } from "./dtype.js";
import { checkParts, type Mask, type Restriction, restrictionOf } from "./mask.js";
import { MultiDiscrete, type MultiDiscreteMask } from "./multi-discrete.js";
import { checkSeeds } from "./parts.js";
import { type PartsOptions, SeededSpace } from "./seeded-space.js";
import type { Space, SpaceSeed } from "./space.js";

/** A graph. Edges and their links are both there or both null. */
export interface GraphInstance {
  /** [nodes × numbers of one], in the dtype of a Box, or int32 for a Discrete space. */
  readonly nodes: NumericArray;
  /** [edges × numbers of one], as `nodes`. */
  readonly edges: NumericArray | null;
  /** [edges × 2]: the nodes that each edge leads from and to. */
  readonly edgeLinks: Int32Array | null;
}

/** Spaces of a graph's features. */
export type FeatureSpace = Box | Discrete;

/**
 * Masks of nodes and edges, null for none: one list for each Discrete node; for edges one list for
 * all, or for each when the number of edges is given. A Box takes none.
 */
export type GraphMask = readonly [nodes: MultiDiscreteMask | null, edges: Mask | MultiDiscreteMask | null];

const DEFAULT_NODES = 10;

/** Graphs with features on nodes and perhaps edges (gymnasium/spaces/graph.py). */
export class Graph extends SeededSpace implements Space<GraphInstance> {
  readonly kind = "Graph";
  readonly shape: readonly number[] = Object.freeze([]);
  readonly dtype = "object";

  /**
   * @param edgeSpace null for edges without features: graphs then carry no edges at all, as in Gymnasium.
   * @throws InvalidSpaceError unless both are Boxes of at least one number or Discrete spaces within 32 bits
   */
  constructor(
    readonly nodeSpace: FeatureSpace,
    readonly edgeSpace: FeatureSpace | null,
    options: PartsOptions = {},
  ) {
    super();
    checkFeature("Graph nodeSpace", nodeSpace);
    if (edgeSpace !== null) checkFeature("Graph edgeSpace", edgeSpace);
    if (options.seed !== undefined) this.seed(options.seed);
  }

  /** Whether the value has features of the spaces, and links between its own nodes. */
  contains(value: unknown): value is GraphInstance {
    if (typeof value !== "object" || value === null) return false;
    const { nodes, edges, edgeLinks } = value as Partial<Record<keyof GraphInstance, unknown>>;
    const nodeCount = countFeatures(this.nodeSpace, nodes);
    if (nodeCount === undefined) return false;
    if (edges === null && edgeLinks === null) return true;
    if (this.edgeSpace === null) return false;
    const edgeCount = countFeatures(this.edgeSpace, edges);
    const dtype = dtypeOf(edgeLinks);
    if (edgeCount === undefined || dtype === undefined || STORAGE[dtype].kind === "float") return false;
    const links = edgeLinks as NumericArray;
    return links.length === 2 * edgeCount && links.every((node) => node >= 0 && node < nodeCount);
  }

  /**
   * A graph; a Discrete feature's start counts, which Gymnasium 1.3.0 leaves out of its samples.
   *
   * @param probability as the mask, numbers from 0 to 1 of sum 1 for each feature; not together with a mask.
   * @param nodes at least 1.
   * @param edges drawn from 0 … nodes × (nodes − 1) − 1 unless given.
   * @throws InvalidArgumentError
   */
  sample(
    mask?: GraphMask | null,
    probability?: GraphMask | null,
    nodes: number = DEFAULT_NODES,
    edges?: number,
  ): GraphInstance {
    const restriction = restrictionOf(mask, probability);
    const given = restriction === "none" ? [] : checkParts(mask ?? probability, 2, restriction);
    if (!Number.isSafeInteger(nodes) || nodes < 1)
      throw new InvalidArgumentError("nodes", nodes, "an integer ≥ 1");
    if (edges !== undefined && !(Number.isSafeInteger(edges) && edges >= 0)) {
      throw new InvalidArgumentError("edges", edges, "an integer ≥ 0");
    }
    const edgeCount = edges ?? (nodes > 1 ? this.random.integers(0, nodes * (nodes - 1)) : 0);
    const one = given[1] ?? null;
    const edgeMasks =
      edges === undefined && one !== null ? Array.from({ length: edgeCount }, () => one) : one;
    const sampledNodes = sampleFeatures(this.nodeSpace, nodes, this.random, restriction, given[0]);
    if (this.edgeSpace === null || edgeCount === 0)
      return { nodes: sampledNodes, edges: null, edgeLinks: null };
    const sampledEdges = sampleFeatures(this.edgeSpace, edgeCount, this.random, restriction, edgeMasks);
    const edgeLinks = Int32Array.from(this.random.integerArray(0, nodes, 2 * edgeCount));
    return { nodes: sampledNodes, edges: sampledEdges, edgeLinks };
  }

  /**
   * @param seed one integer, from which the features' seeds are drawn as Gymnasium does, or a list of
   *   the graph's, the nodes' and (with an edge space) the edges' seed.
   * @returns that list.
   * @throws InvalidSeedError
   */
  override seed(seed: SpaceSeed): readonly SpaceSeed[] {
    const spaces = this.edgeSpace === null ? [this.nodeSpace] : [this.nodeSpace, this.edgeSpace];
    if (typeof seed !== "object") {
      super.seed(seed);
      return this.seed([seed, ...this.subseeds(spaces.length)]);
    }
    const [own, ...parts] = checkSeeds(seed, spaces.length + 1);
    return [super.seed(own!), ...parts.map((part, i) => spaces[i]!.seed(part))];
  }

  toString(): string {
    return `Graph(${this.nodeSpace}, ${this.edgeSpace ?? "None"})`;
  }
}

/** Numbers of one node's or edge's features. */
export function featureSize(space: FeatureSpace): number {
  return space.kind === "Box" ? space.size : 1;
}

function checkFeature(field: string, space: FeatureSpace): void {
  const sound =
    space?.kind === "Box"
      ? space.size > 0
      : space?.kind === "Discrete" &&
        space.start >= STORAGE.int32.min &&
        space.start + space.n - 1 <= STORAGE.int32.max;
  if (!sound) {
    throw new InvalidSpaceError(field, `${space}`, "a Box of numbers or a Discrete space of 32-bit integers");
  }
}

function countFeatures(space: FeatureSpace, features: unknown): number | undefined {
  const size = featureSize(space);
  const dtype = dtypeOf(features);
  if (dtype === undefined) return undefined;
  const values = features as NumericArray;
  if (values.length % size !== 0) return undefined;
  for (let at = 0; at < values.length; at += size) {
    if (!space.contains(space.kind === "Box" ? values.subarray(at, at + size) : values[at])) return undefined;
  }
  return values.length / size;
}

function sampleFeatures(
  space: FeatureSpace,
  count: number,
  seed: PCG64,
  restriction: Restriction,
  given: unknown,
): NumericArray {
  const repeat = <T>(values: ArrayLike<T>): T[] =>
    Array.from({ length: count }, () => Array.from(values)).flat();
  const all: Space<NumericArray> =
    space.kind === "Box"
      ? new Box(repeat(space.low), repeat(space.high), {
          shape: [count * space.size],
          dtype: space.dtype,
          seed,
        })
      : new MultiDiscrete(repeat([space.n]), { start: repeat([space.start]), seed });
  return restriction === "probability" ? all.sample(null, given) : all.sample(given);
}
