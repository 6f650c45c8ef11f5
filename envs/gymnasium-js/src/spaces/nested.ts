import type { NumericArray } from "../vector-env.js";

/** Numbers of an array: one, flat in C order, or nested. */
export type NestedNumbers = number | NumericArray | readonly unknown[];

/** Entries of an array of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The shape of nested lists (taken from the first entries), or undefined for a number. */
export function shapeOf(value: NestedNumbers): readonly number[] | undefined {
  if (typeof value === "number") return undefined;
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level) || ArrayBuffer.isView(level); ) {
    const list = level as unknown as ArrayLike<unknown>;
    shape.push(list.length);
    level = list[0];
  }
  return shape;
}

/** The entries in C order, or undefined when the value does not have the shape. A typed array is flat. */
export function entriesOf(value: unknown, shape: readonly number[]): number[] | undefined {
  if (ArrayBuffer.isView(value)) {
    const flat = value as NumericArray;
    return flat.length === sizeOf(shape) ? Array.from(flat) : undefined;
  }
  const entries: number[] = [];
  const visit = (level: unknown, depth: number): boolean => {
    if (depth === shape.length) return typeof level === "number" && entries.push(level) > 0;
    return (
      Array.isArray(level) && level.length === shape[depth] && level.every((item) => visit(item, depth + 1))
    );
  };
  return visit(value, 0) ? entries : undefined;
}

/** A shape as Python prints it: `(3,)`. */
export function showShape(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** Integers as NumPy prints an array of them, but for its line breaks and dots in long ones. */
export function showIntegers(values: ArrayLike<number>, shape: readonly number[]): string {
  const texts = Array.from(values, String);
  const width = Math.max(0, ...texts.map((digits) => digits.length));
  const visit = (depth: number, from: number, count: number): string => {
    if (depth === shape.length) return texts[from]!.padStart(width);
    const side = shape[depth]!;
    const rest = shape.length - 1 - depth;
    const separator = rest === 0 ? " " : "\n".repeat(rest) + " ".repeat(depth + 1);
    const each = side === 0 ? 0 : count / side;
    return `[${Array.from({ length: side }, (_, i) => visit(depth + 1, from + i * each, each)).join(separator)}]`;
  };
  return visit(0, 0, texts.length);
}
