import { InvalidStateError } from "../errors.js";
import { Wrapper } from "./wrapper.js";

/** A wrapper whose own state is one integer, saved in front of the wrapped environment's state. */
export abstract class CountingWrapper<O = unknown, A = unknown> extends Wrapper<O, A> {
  /** In [−2^31, 2^31). */
  protected count = 0;

  protected override saveAround(inner: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(4 + inner.length);
    new DataView(bytes.buffer).setInt32(0, this.count, true);
    bytes.set(inner, 4);
    return bytes;
  }

  protected override restoreAround(state: Uint8Array): Uint8Array {
    if (state.length < 4)
      throw new InvalidStateError("a wrapper", `${state.length} bytes`, "4 bytes or more");
    this.count = new DataView(state.buffer, state.byteOffset).getInt32(0, true);
    return state.slice(4);
  }
}
