/** NumPy names of the dtypes that spaces use. */
export type DType =
  | "float16"
  | "float32"
  | "float64"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "bool"
  /** Values without a dtype of their own: those of Tuple, Dict and other composite spaces. */
  | "object";

/**
 * An integer ≥ 0 of any size (a `number` up to 2^53 − 1). Composite spaces also take a list, Dict an
 * object, with the seeds of their parts.
 */
export type SpaceSeed = bigint | number | readonly SpaceSeed[] | { readonly [key: string]: SpaceSeed };

/** The set that observations or actions belong to (gymnasium/spaces/space.py). */
export interface Space<T = unknown> {
  /** "Box", "Discrete", … */
  readonly kind: string;
  /** Of an array; empty for numbers and for composite spaces. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  contains(value: unknown): value is T;
  /**
   * @param mask which elements may be drawn; its form depends on the space.
   * @param probability how likely each is; not together with a mask.
   */
  sample(mask?: unknown, probability?: unknown): T;
  /** Restarts the space's own generators. Gymnasium's spaces return the seeds they used. */
  seed(seed: SpaceSeed): unknown;
  /** As Gymnasium prints it: `Discrete(2)`. */
  toString(): string;
}

/** The values of a space. */
export type ValueOf<S> = S extends Space<infer T> ? T : never;
