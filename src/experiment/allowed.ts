import { z } from "zod";
import { SEED_RANGE } from "./limits.js";

/** A schema whose issues say what is allowed rather than what was wrong. */
export function oneOf<const T extends string>(values: readonly T[]): z.ZodType<T> {
  return z.custom<T>((value) => (values as readonly unknown[]).includes(value), {
    error: `one of ${values.join(", ")}`,
  });
}

/** An object without any other keys. */
export function object<const S extends z.core.$ZodShape>(shape: S, allowed: string) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? `one of ${Object.keys(shape).join(", ")}` : allowed),
  });
}

export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Leaves `min` itself out. */
  readonly above?: boolean;
}

/** A finite number. */
export function number(range: Range = {}): z.ZodType<number> {
  return inRange("a finite number", range, Number.isFinite);
}

/** A whole number. */
export function integer(range: Range = {}): z.ZodType<number> {
  return inRange("an integer", range, Number.isSafeInteger);
}

/** A seed: an integer that a number holds exactly, from 0. */
export function seed(): z.ZodType<number> {
  return z.custom<number>((value) => Number.isSafeInteger(value) && Number(value) >= 0, {
    error: SEED_RANGE,
  });
}

function inRange(
  what: string,
  { min, max, above = false }: Range,
  is: (v: number) => boolean,
): z.ZodType<number> {
  const within = (value: number): boolean =>
    is(value) && (min === undefined || (above ? value > min : value >= min)) && !(value > (max ?? Infinity));
  const error =
    min === undefined
      ? what
      : max === undefined
        ? `${what} ${above ? "above" : "of at least"} ${min}`
        : `${what} ${above ? "above" : "from"} ${min} ${above ? "up to" : "to"} ${max}`;
  return z.custom<number>((value) => typeof value === "number" && within(value), { error });
}

export function boolean(): z.ZodType<boolean> {
  return z.boolean({ error: "true or false" });
}

export function text(allowed = "a text"): z.ZodType<string> {
  return z.custom<string>((value) => typeof value === "string" && value !== "", { error: allowed });
}

/** A list; the entries' issues speak for themselves. */
export function list<T>(entry: z.ZodType<T>, allowed: string, { min = 0, max = 1000 } = {}): z.ZodType<T[]> {
  return z.array(entry, { error: allowed }).min(min, { error: allowed }).max(max, { error: allowed });
}

/** Whether no two entries are the same. */
export const different = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
