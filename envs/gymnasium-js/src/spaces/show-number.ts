import { cast, STORAGE, type StoredDType } from "./dtype.js";

/** NumPy's extremes, for which ±(2^53 − 1) stand here. */
const EXTREMES: Readonly<Partial<Record<StoredDType, readonly [min: string, max: string]>>> = {
  int64: ["-9223372036854775808", "9223372036854775807"],
  uint64: ["0", "18446744073709551615"],
};

/** A number as NumPy prints it, alone or in an array. */
export function showNumber(value: number, dtype: StoredDType, alone: boolean): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const { kind, min, max } = STORAGE[dtype];
  if (kind !== "float") {
    const extremes = EXTREMES[dtype];
    if (extremes !== undefined && value === min) return extremes[0];
    return extremes !== undefined && value === max ? extremes[1] : String(value);
  }
  const near = shortest(value, dtype);
  const size = Math.abs(value);
  if (alone && value !== 0 && (size < 1e-4 || size >= (dtype === "float16" ? 1e3 : 1e16))) {
    return near.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const digits = String(near);
  if (!Number.isInteger(value) || digits.includes("e")) return digits;
  return alone ? `${digits}.0` : `${digits}.`;
}

/** The number of the fewest digits that the dtype reads as the value. */
function shortest(value: number, dtype: StoredDType): number {
  if (dtype === "float64") return value;
  for (let digits = 1; digits < 9; digits++) {
    const near = Number(value.toPrecision(digits));
    if (cast(dtype, near) === value) return near;
  }
  return Number(value.toPrecision(9));
}
