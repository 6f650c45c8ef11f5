import type { Parameter } from "./task-environment.js";

/** A finite number in the range; `above` leaves its lower end out. */
export function numberParameter(
  otherwise: number,
  { low = -Infinity, above = -Infinity, high = Infinity } = {},
): Parameter {
  const from = Number.isFinite(above) ? `above ${above}` : Number.isFinite(low) ? `from ${low}` : "";
  const to = Number.isFinite(high) ? `up to ${high}` : "";
  return {
    default: otherwise,
    allowed: ["a finite number", from, to].filter((part) => part !== "").join(" "),
    accepts: (value) =>
      typeof value === "number" && Number.isFinite(value) && value >= low && value > above && value <= high,
  };
}

/** An integer from low to high. */
export function integerParameter(otherwise: number, low: number, high: number): Parameter {
  return {
    default: otherwise,
    allowed: `an integer from ${low} to ${high}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
  };
}

export function booleanParameter(otherwise: boolean): Parameter {
  return {
    default: otherwise,
    allowed: "true or false",
    accepts: (value) => typeof value === "boolean",
  };
}

/** One of the names, the first unless given. */
export function nameParameter(...names: readonly [string, ...string[]]): Parameter {
  return {
    default: names[0],
    allowed: names.map((name) => `"${name}"`).join(" or "),
    accepts: (value) => typeof value === "string" && names.includes(value),
  };
}
