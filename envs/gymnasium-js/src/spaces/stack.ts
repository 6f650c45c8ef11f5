import type { NumericArray } from "../vector-env.js";
import type { Dict } from "./dict.js";
import { allocate, dtypeOf } from "./dtype.js";
import { packingOf } from "./packing.js";
import type { Space } from "./space.js";
import type { Tuple } from "./tuple.js";

const NUMERIC: readonly string[] = ["Box", "Discrete", "MultiDiscrete", "MultiBinary"];

/** Whether a batch tells how many values it holds: not where their parts are empty. */
export function isStackable(space: Space): boolean {
  if (NUMERIC.includes(space.kind)) return packingOf(space).size > 0;
  const parts = space.kind === "Tuple" ? (space as Tuple).spaces : undefined;
  const all = space.kind === "Dict" ? Object.values((space as Dict).spaces) : parts;
  return all === undefined || (all.length > 0 && all.every((part) => isStackable(part as Space)));
}

/**
 * Values of a space in the form of a batch: numbers in one flat array, Tuple and Dict part by part,
 * anything else as a list.
 */
export function stackValues(space: Space, values: readonly unknown[]): unknown {
  if (NUMERIC.includes(space.kind)) {
    const { dtype, size, pack } = packingOf(space);
    const stacked = allocate(dtype, size * values.length);
    for (const [i, value] of values.entries()) pack(value, stacked, i * size);
    return stacked;
  }
  if (space.kind === "Tuple") {
    return (space as Tuple).spaces.map((part, p) =>
      stackValues(
        part,
        values.map((value) => (value as readonly unknown[])[p]),
      ),
    );
  }
  if (space.kind === "Dict") {
    const { keys, spaces } = space as Dict;
    return Object.fromEntries(
      keys.map((key) => [
        key,
        stackValues(
          spaces[key]!,
          values.map((value) => (value as Readonly<Record<string, unknown>>)[key]),
        ),
      ]),
    );
  }
  return values;
}

/** The values of a batch, or undefined when it has not the form that `stackValues` gives. */
export function unstackValues(space: Space, stacked: unknown): readonly unknown[] | undefined {
  if (NUMERIC.includes(space.kind)) {
    const { size, unpack, dtype } = packingOf(space);
    if (dtypeOf(stacked) !== dtypeOf(allocate(dtype, 0))) return undefined;
    const numbers = stacked as NumericArray;
    if (numbers.length % size !== 0) return undefined;
    return Array.from({ length: numbers.length / size }, (_, i) => unpack(numbers, i * size));
  }
  if (space.kind === "Tuple") {
    const { spaces } = space as Tuple;
    if (!Array.isArray(stacked) || stacked.length !== spaces.length) return undefined;
    return together(spaces.map((part, p) => unstackValues(part, stacked[p])));
  }
  if (space.kind === "Dict") {
    const { keys, spaces } = space as Dict;
    if (typeof stacked !== "object" || stacked === null) return undefined;
    const batch = stacked as Readonly<Record<string, unknown>>;
    if (Object.keys(batch).length !== keys.length) return undefined;
    const lists = together(keys.map((key) => unstackValues(spaces[key]!, batch[key])));
    return lists?.map((values) => Object.fromEntries(keys.map((key, i) => [key, values[i]])));
  }
  return Array.isArray(stacked) ? stacked : undefined;
}

/** Lists of equal length, entry by entry; undefined when one is missing or longer than another. */
function together(lists: readonly (readonly unknown[] | undefined)[]): readonly unknown[][] | undefined {
  const length = lists[0]?.length ?? 0;
  if (!lists.every((list) => list?.length === length)) return undefined;
  return Array.from({ length }, (_, i) => lists.map((list) => list![i]));
}
