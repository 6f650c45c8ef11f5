/** Numbers in an array of any depth, or flat in C order. */
export type NestedNumbers = ArrayLike<number> | readonly NestedNumbers[];

/** Lengths of a nested array, outermost first. */
export function shapeOf(values: NestedNumbers): number[] {
  const shape: number[] = [];
  for (let level: unknown = values; typeof level !== "number" && level !== undefined; ) {
    const list = level as ArrayLike<unknown>;
    shape.push(list.length);
    level = list[0];
  }
  return shape;
}

/** The entries in C order, or undefined when the value does not have the shape. Typed arrays are flat. */
export function flattenNumbers(values: NestedNumbers, shape: readonly number[]): number[] | undefined {
  if (ArrayBuffer.isView(values)) {
    const size = shape.reduce((product, side) => product * side, 1);
    return values.length === size ? Array.from(values as ArrayLike<number>) : undefined;
  }
  const entries: number[] = [];
  const visit = (level: unknown, depth: number): boolean => {
    if (depth === shape.length) return typeof level === "number" && entries.push(level) > 0;
    return (
      Array.isArray(level) && level.length === shape[depth] && level.every((item) => visit(item, depth + 1))
    );
  };
  return visit(values, 0) ? entries : undefined;
}
