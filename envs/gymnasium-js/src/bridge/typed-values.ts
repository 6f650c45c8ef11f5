import { isSafe, readFloat16 } from "./numbers.js";
import { padded, textOf } from "./protocol.js";

/** An array of a typed value. Its shape is kept for those who need it; values themselves are flat, C order. */
export interface WireArray {
  readonly shape: readonly number[];
  readonly values: WireNumbers;
}

/** int64 and uint64 are a Float64Array unless an entry is beyond ±2^53; bool is a Uint8Array, float16 a Float32Array. */
export type WireNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A Python object that has no other form here. */
export interface PythonObject {
  /** Qualified name of its class. */
  readonly python: string;
  readonly repr: string;
}

/**
 * What becomes of the arrays of a typed value.
 *
 * @param key of the dict that holds it, "" elsewhere
 */
export type ArrayForm = (array: WireArray, dtype: string, key: string) => unknown;

/** The plain form: numbers alone. */
const flat: ArrayForm = ({ values }) => values;

interface Cursor {
  readonly view: DataView;
  readonly array: ArrayForm;
  at: number;
  key: string;
}

type Reader = (cursor: Cursor) => unknown;

const UNCACHED = 0xffffffff;

/** Reads typed values and keeps their trees: one for each connection. */
export class TypedValueReader {
  readonly #trees = new Map<number, Reader>();

  /**
   * The typed value at `offset` of a message.
   *
   * @throws Error naming what is wrong with it
   */
  read(message: Uint8Array, offset: number, array: ArrayForm = flat): unknown {
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    const id = view.getUint32(offset, true);
    const length = view.getUint32(offset + 4, true);
    const start = offset + 8;
    let reader: Reader | undefined;
    if (length === 0) {
      reader = this.#trees.get(id);
      if (reader === undefined) throw new Error(`tree ${id} was never sent`);
    } else {
      if (start + length > message.length)
        throw new Error(`a tree of ${length} bytes ends after its message`);
      reader = compile(JSON.parse(textOf(message.subarray(start, start + length))));
      if (id !== UNCACHED) this.#trees.set(id, reader);
    }
    return reader({ view, array, at: padded(start + length), key: "" });
  }
}

function compile(node: unknown): Reader {
  if (!Array.isArray(node)) throw new Error(`${JSON.stringify(node)} is no node of a tree`);
  const [kind, a, b] = node as readonly unknown[];
  switch (kind) {
    case "c":
      return () => a;
    case "f":
      return (cursor) => {
        cursor.at += 8;
        return cursor.view.getFloat64(cursor.at - 8, true);
      };
    case "i":
      return (cursor) => {
        cursor.at += 8;
        const value = cursor.view.getBigInt64(cursor.at - 8, true);
        const number = Number(value);
        return Number.isSafeInteger(number) ? number : value;
      };
    case "b": {
      const value = BigInt(String(a));
      return () => value;
    }
    case "t":
      return (cursor) => {
        cursor.at += 8;
        return cursor.view.getUint8(cursor.at - 8) !== 0;
      };
    case "a":
      return compileArray(String(a), b);
    case "l": {
      const readers = nodes(a);
      return (cursor) => readers.map((read) => read(cursor));
    }
    case "d":
      return compileObject(a, nodes(b));
    case "o": {
      const object: PythonObject = Object.freeze({ python: String(a), repr: String(b) });
      return () => object;
    }
    default:
      throw new Error(`"${String(kind)}" is no kind of node`);
  }
}

function nodes(list: unknown): readonly Reader[] {
  if (!Array.isArray(list)) throw new Error(`${JSON.stringify(list)} is no list of nodes`);
  return list.map(compile);
}

function compileObject(keys: unknown, readers: readonly Reader[]): Reader {
  if (!Array.isArray(keys) || keys.length !== readers.length)
    throw new Error("a dict has not one key a value");
  const names = keys.map(String);
  // Assigned, this one would replace the prototype.
  if (names.includes("__proto__")) {
    return (cursor) =>
      Object.fromEntries(
        readers.map((read, i) => {
          cursor.key = names[i]!;
          return [names[i]!, read(cursor)];
        }),
      );
  }
  return (cursor) => {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) {
      cursor.key = names[i]!;
      object[names[i]!] = readers[i]!(cursor);
    }
    return object;
  };
}

interface Form {
  readonly bytes: number;
  read(bytes: ArrayBuffer): WireNumbers;
}

/** NumPy's names of dtypes. */
const FORMS: Readonly<Record<string, Form>> = {
  float64: { bytes: 8, read: (bytes) => new Float64Array(bytes) },
  float32: { bytes: 4, read: (bytes) => new Float32Array(bytes) },
  float16: { bytes: 2, read: (bytes) => Float32Array.from(new Uint16Array(bytes), readFloat16) },
  int64: { bytes: 8, read: (bytes) => narrowed(new BigInt64Array(bytes)) },
  int32: { bytes: 4, read: (bytes) => new Int32Array(bytes) },
  int16: { bytes: 2, read: (bytes) => new Int16Array(bytes) },
  int8: { bytes: 1, read: (bytes) => new Int8Array(bytes) },
  uint64: { bytes: 8, read: (bytes) => narrowed(new BigUint64Array(bytes)) },
  uint32: { bytes: 4, read: (bytes) => new Uint32Array(bytes) },
  uint16: { bytes: 2, read: (bytes) => new Uint16Array(bytes) },
  uint8: { bytes: 1, read: (bytes) => new Uint8Array(bytes) },
  bool: { bytes: 1, read: (bytes) => new Uint8Array(bytes) },
};

function narrowed(values: BigInt64Array | BigUint64Array): WireNumbers {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (!isSafe(values[i]!)) return values;
    numbers[i] = Number(values[i]);
  }
  return numbers;
}

function compileArray(dtype: string, sides: unknown): Reader {
  const form = Object.hasOwn(FORMS, dtype) ? FORMS[dtype] : undefined;
  if (form === undefined) throw new Error(`arrays of dtype ${dtype} are not known`);
  if (!Array.isArray(sides) || !sides.every((side) => Number.isSafeInteger(side) && side >= 0)) {
    throw new Error(`${JSON.stringify(sides)} is no shape`);
  }
  const shape: readonly number[] = Object.freeze(sides as number[]);
  const length = form.bytes * shape.reduce((product, side) => product * side, 1);
  return (cursor) => {
    const { view, at } = cursor;
    const from = view.byteOffset + at;
    if (at + length > view.byteLength) throw new Error(`an array of ${length} bytes ends after its message`);
    cursor.at = padded(at + length);
    // The copy is aligned, which the message need not be.
    const bytes = view.buffer.slice(from, from + length) as ArrayBuffer;
    return cursor.array({ shape, values: form.read(bytes) }, dtype, cursor.key);
  };
}
