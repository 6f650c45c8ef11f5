import { InvalidArgumentError } from "../errors.js";

/** A number in JSON, which has no infinities, no NaN and no negative zero. */
export type JsonNumber = number | "inf" | "-inf" | "nan" | "-0";

export function numberToJson(value: number): JsonNumber {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/** @throws InvalidArgumentError when it is no JsonNumber */
export function numberFromJson(value: unknown, field: string): number {
  if (typeof value === "number") return value;
  if (value === "inf") return Infinity;
  if (value === "-inf") return -Infinity;
  if (value === "nan") return Number.NaN;
  if (value === "-0") return -0;
  throw new InvalidArgumentError(field, value, 'a number, or "inf", "-inf", "nan", "-0"');
}

/** @throws InvalidArgumentError when it is no list of JsonNumbers */
export function numbersFromJson(value: unknown, field: string): number[] {
  if (!Array.isArray(value)) throw new InvalidArgumentError(field, value, "a list of numbers");
  return value.map((entry, i) => numberFromJson(entry, `${field}[${i}]`));
}
