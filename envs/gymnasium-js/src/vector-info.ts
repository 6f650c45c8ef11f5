import type { Info } from "./env.js";
import { NO_INFO } from "./info.js";
import { allocate, dtypeOf } from "./spaces/dtype.js";
import type { NumericArray } from "./vector-env.js";

/** Observations stay whole, also those that are objects. */
const WHOLE = "final_obs";

type Column = VectorInfo | NumericArray | unknown[];

/**
 * Gathers the infos of sub-environments (gymnasium/vector/vector_env.py): each key holds what they told,
 * and `_key` a mask of 1 where it was told. Numbers become a Float64Array and arrays of one dtype and
 * length such an array of all, [numEnvs × length], 0 where absent; nested infos recurse; all else is a
 * list, null (false among booleans) where absent.
 */
export class VectorInfo {
  readonly #columns = new Map<string, Column>();
  readonly #masks = new Map<string, Uint8Array>();

  /** @param numEnvs length of every mask. */
  constructor(readonly numEnvs: number) {}

  add(i: number, info: Info): void {
    for (const key in info) {
      const value = info[key];
      let mask = this.#masks.get(key);
      if (mask === undefined) {
        mask = new Uint8Array(this.numEnvs);
        this.#masks.set(key, mask);
      }
      let column = this.#columns.get(key) ?? this.#columnFor(value, key === WHOLE);
      if (!write(column, i, value, this.numEnvs)) {
        column = this.#asList(column, mask);
        column[i] = value;
      }
      this.#columns.set(key, column);
      mask[i] = 1;
    }
  }

  #columnFor(value: unknown, whole: boolean): Column {
    const list = (absent: null | false): unknown[] => new Array<unknown>(this.numEnvs).fill(absent);
    if (whole) return list(null);
    if (isPlain(value)) return new VectorInfo(this.numEnvs);
    if (typeof value === "number") return new Float64Array(this.numEnvs);
    const dtype = dtypeOf(value);
    if (dtype === undefined) return list(typeof value === "boolean" ? false : null);
    return allocate(dtype, this.numEnvs * (value as NumericArray).length);
  }

  /** For values of different kinds. */
  #asList(column: Column, mask: Uint8Array): unknown[] {
    const values = column instanceof VectorInfo ? column.value : column;
    return Array.from(mask, (told, i) => (told === 1 ? valueAt(values, i, this.numEnvs) : null));
  }

  get value(): Info {
    if (this.#columns.size === 0) return NO_INFO;
    const entries: Record<string, unknown> = {};
    for (const [key, column] of this.#columns) {
      entries[key] = column instanceof VectorInfo ? column.value : column;
      entries[`_${key}`] = this.#masks.get(key);
    }
    return entries;
  }
}

/** Whether the value fits the column; then it is in it. */
function write(column: Column, i: number, value: unknown, numEnvs: number): boolean {
  if (column instanceof VectorInfo) {
    if (!isPlain(value)) return false;
    column.add(i, value);
    return true;
  }
  if (Array.isArray(column)) {
    column[i] = value;
    return true;
  }
  const size = column.length / numEnvs;
  if (typeof value === "number") {
    if (size !== 1 || !(column instanceof Float64Array)) return false;
    column[i] = value;
    return true;
  }
  const array = value as NumericArray;
  if (array?.constructor !== column.constructor || array.length !== size) return false;
  column.set(array, i * size);
  return true;
}

/**
 * What sub-environment `i` told, read by the masks; arrays of one number each count as numbers.
 *
 * @param infos of a reset or step of a vector environment of `numEnvs`.
 */
export function infoOf(infos: Info, i: number, numEnvs: number): Info {
  return ownOf(infos, i, numEnvs, false);
}

/** @param nested whether what has no mask is told: the mask around it then holds for it. */
function ownOf(infos: Info, i: number, numEnvs: number, nested: boolean): Info {
  const own: Record<string, unknown> = {};
  for (const [key, values] of Object.entries(infos)) {
    if (key.startsWith("_") && key.slice(1) in infos) continue;
    const mask = infos[`_${key}`];
    const told = mask instanceof Uint8Array ? mask[i] === 1 : nested;
    if (told) own[key] = valueAt(values, i, numEnvs);
  }
  return own;
}

function valueAt(values: unknown, i: number, numEnvs: number): unknown {
  if (Array.isArray(values)) return values[i];
  if (dtypeOf(values) === undefined) return ownOf(values as Info, i, numEnvs, true);
  const numbers = values as NumericArray;
  const size = numbers.length / numEnvs;
  return size === 1 ? numbers[i] : numbers.slice(i * size, (i + 1) * size);
}

function isPlain(value: unknown): value is Info {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
