import type { NumericArray } from "../vector-env.js";
import { FLOAT16_MAX, roundToHalf } from "./half.js";
import type { DType } from "./space.js";

/**
 * dtypes of a Box or a batch. JavaScript lacks arrays of some: booleans are bytes of 0 and 1, int64 and
 * uint64 whole numbers up to ±(2^53 − 1) in a Float64Array, and float16 is in a Float32Array.
 */
export type StoredDType = Exclude<DType, "object">;

interface Storage {
  readonly array: new (length: number) => NumericArray;
  readonly kind: "float" | "signed" | "unsigned" | "bool";
  readonly bytes: number;
  readonly min: number;
  readonly max: number;
}

const FLOAT32_MAX = 3.4028234663852886e38;
const MAX_SAFE = Number.MAX_SAFE_INTEGER;

/**
 * What NumPy's iinfo and finfo say of each dtype (of 64-bit integers those that doubles hold exactly), and
 * the array that holds it here. Of several dtypes with one array the first is that array's own.
 */
export const STORAGE: Readonly<Record<StoredDType, Storage>> = {
  float32: { array: Float32Array, kind: "float", bytes: 4, min: -FLOAT32_MAX, max: FLOAT32_MAX },
  float64: { array: Float64Array, kind: "float", bytes: 8, min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
  int8: { array: Int8Array, kind: "signed", bytes: 1, min: -128, max: 127 },
  int16: { array: Int16Array, kind: "signed", bytes: 2, min: -32768, max: 32767 },
  int32: { array: Int32Array, kind: "signed", bytes: 4, min: -2147483648, max: 2147483647 },
  uint8: { array: Uint8Array, kind: "unsigned", bytes: 1, min: 0, max: 255 },
  uint16: { array: Uint16Array, kind: "unsigned", bytes: 2, min: 0, max: 65535 },
  uint32: { array: Uint32Array, kind: "unsigned", bytes: 4, min: 0, max: 4294967295 },
  bool: { array: Uint8Array, kind: "bool", bytes: 1, min: 0, max: 1 },
  float16: { array: Float32Array, kind: "float", bytes: 2, min: -FLOAT16_MAX, max: FLOAT16_MAX },
  int64: { array: Float64Array, kind: "signed", bytes: 8, min: -MAX_SAFE, max: MAX_SAFE },
  uint64: { array: Float64Array, kind: "unsigned", bytes: 8, min: 0, max: MAX_SAFE },
};

/** A zeroed array of `length` entries in the dtype. */
export function allocate(dtype: StoredDType, length: number): NumericArray {
  return new STORAGE[dtype].array(length);
}

/** A number as the dtype holds it: integers lose their fraction, floats are rounded. */
export function cast(dtype: StoredDType, value: number): number {
  // Integers have no negative zero.
  if (STORAGE[dtype].kind !== "float") return Math.trunc(value) + 0;
  if (dtype === "float16") return roundToHalf(value);
  return dtype === "float32" ? Math.fround(value) : value;
}

/** The dtype of a typed array itself, or undefined when it is none of those that spaces store. */
export function dtypeOf(value: unknown): StoredDType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  for (const dtype of Object.keys(STORAGE) as StoredDType[]) {
    if (value instanceof STORAGE[dtype].array) return dtype;
  }
  return undefined;
}

/** The dtype of the array that holds the dtype: float64 for int64. */
export function storedAs(dtype: StoredDType): StoredDType {
  const { array } = STORAGE[dtype];
  return (Object.keys(STORAGE) as StoredDType[]).find((own) => STORAGE[own].array === array)!;
}

/** Whether the value is an array that the dtype is stored in, or one whose own dtype casts to it without loss. */
export function canHold(dtype: StoredDType, value: unknown): value is NumericArray {
  if (value instanceof STORAGE[dtype].array) return true;
  const own = dtypeOf(value);
  return own !== undefined && canCast(own, dtype);
}

/** Whether every value of `from` is a value of `to`, as `numpy.can_cast` has it. */
function canCast(from: StoredDType, to: StoredDType): boolean {
  if (from === to || from === "bool") return true;
  const a = STORAGE[from];
  const b = STORAGE[to];
  if (b.kind === "float") return a.kind === "float" ? a.bytes <= b.bytes : a.bytes < b.bytes;
  if (a.kind === "float" || b.kind === "bool") return false;
  return a.min >= b.min && a.max <= b.max;
}

/** The dtype that holds both, as NumPy's `result_type` has it. */
export function promote(a: DType, b: DType): DType {
  if (a === b || b === "bool") return a;
  if (a === "bool") return b;
  const left = STORAGE[a as StoredDType];
  const right = STORAGE[b as StoredDType];
  if (left.kind === "float" || right.kind === "float") {
    // Integers of more than 16 bits need a double, those of 8 a float16.
    const needed = Math.max(
      ...[left, right].map(({ kind, bytes }) => (kind === "float" ? bytes : 2 * bytes)),
    );
    if (needed > 4) return "float64";
    return needed > 2 ? "float32" : "float16";
  }
  if (left.kind === right.kind) return left.bytes >= right.bytes ? a : b;
  const [signed, unsigned] = left.kind === "signed" ? [left, right] : [right, left];
  const bytes = Math.max(signed.bytes, 2 * unsigned.bytes);
  return bytes > 8 ? "float64" : (`int${8 * bytes}` as DType);
}
