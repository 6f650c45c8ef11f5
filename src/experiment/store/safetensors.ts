/** Element types of the format that are used here. */
export type SafetensorArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: SafetensorArray;
}

export interface Safetensors {
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** Texts by name. */
  readonly metadata: Readonly<Record<string, string>>;
}

type ArrayConstructor = new (buffer: ArrayBuffer) => SafetensorArray;

// The order of the data section: wide types first keeps every tensor aligned without padding.
const TYPES: readonly (readonly [name: string, type: ArrayConstructor])[] = [
  ["F64", Float64Array],
  ["F32", Float32Array],
  ["I32", Int32Array],
  ["U32", Uint32Array],
  ["U8", Uint8Array],
];

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A file in the safetensors format (https://github.com/huggingface/safetensors#format). */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [dtype, type] of TYPES) {
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      if (!(data instanceof type)) continue;
      const end = offset + data.byteLength;
      header[name] = { dtype, shape, data_offsets: [offset, end] } satisfies HeaderEntry;
      parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      offset = end;
    }
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Reads what `encodeSafetensors` wrote. @throws {Error} when the bytes have not that form */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + headerLength > bytes.length) throw new Error("not a safetensors file: it ends within its header");
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(text) as {
    readonly __metadata__?: Record<string, string>;
  } & Record<string, HeaderEntry>;
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(
    entries as Record<string, HeaderEntry>,
  )) {
    const type = TYPES.find(([known]) => known === dtype)?.[1];
    if (type === undefined) throw new Error(`tensor "${name}" has the type ${dtype}, which is not read here`);
    const [start, end] = data_offsets.map((offset) => 8 + headerLength + offset) as [number, number];
    if (end > bytes.length) throw new Error(`tensor "${name}" ends beyond the file`);
    // A copy with a buffer of its own, which `slice` would not give of Node's Buffer.
    const own = Uint8Array.from(bytes.subarray(start, end));
    tensors[name] = { shape, data: new type(own.buffer) };
  }
  return { tensors, metadata };
}
