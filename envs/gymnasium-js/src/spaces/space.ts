/** NumPy names of the dtypes that spaces use. */
export type DType =
  | "float32"
  | "float64"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "bool"
  /** Values without a dtype of their own: those of Tuple, Dict and other composite spaces. */
  | "object";

/** The set that observations or actions belong to (gymnasium/spaces/space.py). */
export interface Space<T = unknown> {
  /** "Box", "Discrete", … */
  readonly kind: string;
  /** Of an array; empty for numbers and for composite spaces. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  contains(value: unknown): value is T;
  sample(): T;
  /** Restarts the space's own generator, seed ≥ 0. */
  seed(seed: bigint | number): void;
  /** As Gymnasium prints it: `Discrete(2)`. */
  toString(): string;
}
