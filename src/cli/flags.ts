import { UsageError } from "../errors/usage-error.js";
import { SEED_RANGE } from "../experiment/limits.js";

/** A flag's whole number. @throws {UsageError} */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new UsageError(`${flag} is "${text}": allowed is an integer from ${min} to ${max}`);
  }
  return value;
}

/** A flag's seed. @throws {UsageError} */
export function seedNumber(flag: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new UsageError(`${flag} is "${text}": allowed is ${SEED_RANGE}`);
  return value;
}

/** A flag's list. @throws {UsageError} where an entry is empty */
export function commaList(flag: string, text: string): readonly string[] {
  const entries = text.split(",").map((entry) => entry.trim());
  if (entries.includes("")) {
    throw new UsageError(
      `${flag} is "${text}": allowed is a list separated by commas, without empty entries`,
    );
  }
  return entries;
}
