/** Codes have 12 bits at most. */
const MOST_CODES = 4096;
const SLOTS = 8192;
/** Bytes of a sub-block. */
const BLOCK = 255;

/**
 * Image data of a GIF: variable-length LZW codes, least significant bit first, in sub-blocks (GIF89a,
 * appendix F).
 *
 * @param indices of colours, each below 2^bits
 * @param bits 2 to 8: the size of uncompressed codes
 */
export function lzwBlocks(indices: Uint8Array, bits: number): Uint8Array {
  const clear = 1 << bits;
  const out = new BlockWriter();
  // Strings known so far, by the code of all but the last index, and that index: open addressing.
  const keys = new Int32Array(SLOTS);
  const codes = new Int16Array(SLOTS);
  let next = 0;
  let width = 0;
  const restart = (): void => {
    keys.fill(-1);
    next = clear + 2;
    width = bits + 1;
  };
  restart();
  out.write(clear, width);
  let prefix = indices[0]!;
  for (let k = 1; k < indices.length; k++) {
    const index = indices[k]!;
    const key = (prefix << 8) | index;
    let slot = (key ^ (key >> 7)) & (SLOTS - 1);
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & (SLOTS - 1);
    if (keys[slot] === key) {
      prefix = codes[slot]!;
      continue;
    }
    out.write(prefix, width);
    if (next === MOST_CODES) {
      out.write(clear, width);
      restart();
    } else {
      keys[slot] = key;
      codes[slot] = next;
      // The reader adds its strings one code later.
      if (next === 1 << width && width < 12) width++;
      next++;
    }
    prefix = index;
  }
  out.write(prefix, width);
  // The reader has added a string since, which may have widened its codes.
  if (next === 1 << width && width < 12) width++;
  out.write(clear + 1, width);
  return out.finish();
}

/** Bits into bytes, and bytes into blocks that begin with their length. */
class BlockWriter {
  #bytes = new Uint8Array(4096);
  #length = 1;
  /** Where the length of the block in progress goes. */
  #block = 0;
  #bits = 0;
  #held = 0;

  write(code: number, width: number): void {
    this.#bits |= code << this.#held;
    this.#held += width;
    while (this.#held >= 8) {
      this.#push(this.#bits & 255);
      this.#bits >>>= 8;
      this.#held -= 8;
    }
  }

  #push(byte: number): void {
    if (this.#length + 2 > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
    if (this.#length - this.#block > BLOCK) this.#endBlock();
  }

  #endBlock(): void {
    this.#bytes[this.#block] = this.#length - this.#block - 1;
    this.#block = this.#length++;
  }

  finish(): Uint8Array {
    if (this.#held > 0) this.#push(this.#bits & 255);
    if (this.#length - this.#block > 1) this.#endBlock();
    // A block of no bytes ends the data.
    this.#bytes[this.#block] = 0;
    return this.#bytes.slice(0, this.#block + 1);
  }
}
