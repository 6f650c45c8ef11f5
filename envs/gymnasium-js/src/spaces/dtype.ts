import type { NumericArray } from "../vector-env.js";
import type { DType } from "./space.js";

/** dtypes that a Box or a batch is stored in; booleans are bytes of 0 and 1. */
export type StoredDType = Exclude<DType, "int64" | "object">;

interface Storage {
  readonly array: new (length: number) => NumericArray;
  readonly kind: "float" | "signed" | "unsigned" | "bool";
  readonly bytes: number;
  readonly min: number;
  readonly max: number;
}

const FLOAT32_MAX = 3.4028234663852886e38;

/** What NumPy's iinfo and finfo say of each dtype, and the array that holds it here. */
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
};

/** A zeroed array of `length` entries in the dtype. */
export function allocate(dtype: StoredDType, length: number): NumericArray {
  return new STORAGE[dtype].array(length);
}

/** The dtype of a typed array, or undefined when it is none of those that spaces store. */
export function dtypeOf(value: unknown): StoredDType | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  for (const dtype of Object.keys(STORAGE) as StoredDType[]) {
    if (dtype !== "bool" && value instanceof STORAGE[dtype].array) return dtype;
  }
  return undefined;
}

/** Whether every value of `from` is a value of `to`, as `numpy.can_cast` has it. */
export function canCast(from: StoredDType, to: StoredDType): boolean {
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
  const left = widthOf(a);
  const right = widthOf(b);
  if (left.kind === "float" || right.kind === "float") {
    // Integers of more than 16 bits need a double.
    const needed = [left, right].map(({ kind, bytes }) => (kind === "float" ? bytes : 2 * bytes));
    return Math.max(...needed) > 4 ? "float64" : "float32";
  }
  if (left.kind === right.kind) return left.bytes >= right.bytes ? a : b;
  const [signed, unsigned] = left.kind === "signed" ? [left, right] : [right, left];
  return `int${8 * Math.max(signed.bytes, 2 * unsigned.bytes)}` as DType;
}

function widthOf(dtype: DType): Pick<Storage, "kind" | "bytes"> {
  return dtype === "int64" ? { kind: "signed", bytes: 8 } : STORAGE[dtype as StoredDType];
}
