import type { Box } from "../spaces/box.js";
import type { Dict } from "../spaces/dict.js";
import type { Discrete } from "../spaces/discrete.js";
import { canHold, cast, dtypeOf, STORAGE } from "../spaces/dtype.js";
import type { MultiDiscrete } from "../spaces/multi-discrete.js";
import type { Space } from "../spaces/space.js";
import type { Tuple } from "../spaces/tuple.js";
import { text } from "./text.js";

/** Why a value is not in a space, and what to change. */
export interface Diagnosis {
  readonly problem: string;
  readonly remedy: string;
}

/** The first thing that keeps a value out of a space; undefined when it is in. */
export function diagnose(space: Space, value: unknown): Diagnosis | undefined {
  if (space.contains(value)) return undefined;
  const own = ownDiagnosis(space, value);
  return (
    own ?? {
      problem: `${text(value)} (${kindOf(value)}) is not in ${space}`,
      remedy: "give values of the space, or change the space",
    }
  );
}

function ownDiagnosis(space: Space, value: unknown): Diagnosis | undefined {
  if (value === undefined || value === null) {
    return { problem: `there is none: it is ${value}`, remedy: `give a value of ${space}` };
  }
  switch (space.kind) {
    case "Box":
      return outsideBox(space as Box, value);
    case "MultiDiscrete":
      return outsideMultiDiscrete(space as MultiDiscrete, value);
    case "Discrete":
      return outsideDiscrete(space as Discrete, value);
    case "Tuple":
      return outsideParts(
        (space as Tuple).spaces.map((part, i) => [`part ${i}`, part]),
        value,
        (i) => i,
      );
    case "Dict": {
      const entries = Object.entries((space as Dict).spaces) as [string, Space][];
      return outsideParts(
        entries.map(([key, part]) => [`part "${key}"`, part]),
        value,
        (i) => entries[i]![0],
      );
    }
    default:
      return undefined;
  }
}

function outsideBox(box: Box, value: unknown): Diagnosis | undefined {
  const { dtype, size, low, high } = box;
  const { kind } = STORAGE[dtype];
  const array = STORAGE[dtype].array.name;
  const given = dtypeOf(value);
  if (given !== undefined && !canHold(dtype, value)) {
    return {
      problem: `it is a ${kindOf(value)}, and the space holds ${dtype}`,
      remedy: `return a ${array}, or give the space the dtype ${given}`,
    };
  }
  if (given === undefined && !Array.isArray(value)) {
    return {
      problem: `it is ${text(value)} (${kindOf(value)}), not an array`,
      remedy: `return a ${array} of ${size} numbers`,
    };
  }
  const entries = (value as readonly unknown[]).length === size ? (value as readonly unknown[]) : undefined;
  if (entries === undefined) {
    return {
      problem: `it has ${(value as readonly unknown[]).length} numbers, and the space ${size}`,
      remedy: `return ${size} numbers, or change the space's shape`,
    };
  }
  for (let i = 0; i < size; i++) {
    const entry = entries[i];
    if (typeof entry !== "number" || Number.isNaN(entry)) {
      return { problem: `entry ${i} is ${text(entry)}`, remedy: "find where it stops being a number" };
    }
    if (kind !== "float" && given === "float64" && !Number.isInteger(entry)) {
      return { problem: `entry ${i} is ${entry}, and the space holds ${dtype}`, remedy: "round it" };
    }
    const rounded = kind === "float" ? cast(dtype, entry) : entry;
    if (rounded < low[i]! || rounded > high[i]!) {
      const [side, bound] = rounded < low[i]! ? ["below low", low[i]] : ["above high", high[i]];
      return {
        problem: `entry ${i} is ${entry}, ${side}[${i}] = ${bound}`,
        remedy: "keep it within the bounds, or widen them",
      };
    }
  }
  return undefined;
}

function outsideMultiDiscrete({ nvec, start }: MultiDiscrete, value: unknown): Diagnosis | undefined {
  const remedy = `return an Int32Array of ${nvec.length} numbers`;
  if (value instanceof Float32Array || value instanceof Float64Array) {
    return { problem: `it is a ${kindOf(value)}, and the space holds whole numbers`, remedy };
  }
  const { length } = value as ArrayLike<number>;
  if (length !== nvec.length) {
    return { problem: `it has ${length ?? "no"} numbers, and the space ${nvec.length}`, remedy };
  }
  const entries = Array.from(value as ArrayLike<number>);
  const i = entries.findIndex((entry, k) => {
    return !(Number.isInteger(entry) && entry >= start[k]! && entry < start[k]! + nvec[k]!);
  });
  if (i < 0) return undefined;
  return {
    problem: `entry ${i} is ${text(entries[i])}, and the space holds ${start[i]} to ${start[i]! + nvec[i]! - 1}`,
    remedy: "return one of its whole numbers, or widen the space",
  };
}

function outsideDiscrete({ n, start }: Discrete, value: unknown): Diagnosis | undefined {
  if (typeof value !== "number") {
    return {
      problem: `it is ${text(value)} (${kindOf(value)}), not a number`,
      remedy: "return a whole number, not an array or a bigint",
    };
  }
  return {
    problem: `it is ${value}, and the space holds ${start} to ${start + n - 1}`,
    remedy: "return one of its whole numbers, or widen the space",
  };
}

function outsideParts(
  parts: readonly (readonly [name: string, space: Space])[],
  value: unknown,
  keyOf: (i: number) => number | string,
): Diagnosis | undefined {
  if (typeof value !== "object") return undefined;
  for (const [i, [name, space]] of parts.entries()) {
    const found = diagnose(space, (value as Record<number | string, unknown>)[keyOf(i)]);
    if (found !== undefined) return { ...found, problem: `${name}: ${found.problem}` };
  }
  return undefined;
}

/** The type of a value as its author would call it. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a plain array";
  if (typeof value !== "object") return `a ${typeof value}`;
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? "an object" : name;
}
