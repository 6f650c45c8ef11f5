import { NotRecordableError } from "./not-recordable-error.js";

const PAGE_BYTES = 65536;
const MAXIMUM_BYTES = 65536 * PAGE_BYTES;
/** Of a cache line, so that no vector of an aligned row straddles two. */
const ALIGNMENT = 64;
/** Kernels load whole vectors where a tensor ends within one. */
const SLACK_BYTES = 64;

/** The wasm engine's memory cannot hold what was asked of it. */
export class EngineMemoryError extends Error {
  override readonly name = "EngineMemoryError";

  constructor(
    readonly requestedBytes: number,
    readonly usedBytes: number,
    options?: ErrorOptions,
  ) {
    super(
      `The wasm engine cannot allocate ${requestedBytes} bytes on top of the ${usedBytes} in use: ` +
        `its memory ends at ${MAXIMUM_BYTES} bytes or at what the system grants; use fewer replicas, a smaller batch or smaller layers.`,
      options,
    );
  }
}

/** Hands out aligned, zeroed blocks of a linear memory, one after the other; nothing is ever freed. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 2 });
  #end = 0;
  #isConcealed = false;

  /** Blocks start from `base` on. */
  startAt(base: number): void {
    this.#end = base;
  }

  /** Address of a new block. It may move the memory: views on `memory.buffer` are then detached. */
  allocate(bytes: number): number {
    const start = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    const end = start + bytes;
    const missing = end + SLACK_BYTES - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(missing, bytes);
    this.#end = end;
    return start;
  }

  get isConcealed(): boolean {
    return this.#isConcealed;
  }

  /** Lets nobody look at values until {@link reveal}: {@link view} throws, and views from before are empty. */
  conceal(): void {
    // Growing, even by nothing, empties all views, so that a tensor need not check more than its view's length.
    this.memory.grow(0);
    this.#isConcealed = true;
  }

  reveal(): void {
    this.#isConcealed = false;
  }

  /** @throws {NotRecordableError} while values are concealed */
  view(pointer: number, length: number): Float32Array {
    if (this.#isConcealed) throw new NotRecordableError("Values cannot be read or written while recording.");
    return new Float32Array(this.memory.buffer, pointer, length);
  }

  #grow(missing: number, bytes: number): void {
    try {
      this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch (cause) {
      throw new EngineMemoryError(bytes, this.#end, { cause });
    }
  }
}
