import { InvalidStateError } from "../errors.js";
import { packState, unpackState } from "../native/state-bytes.js";

/** What a wrapper has to remember itself. */
export interface OwnState {
  /** Marks saved states; a state is only restored into a wrapper of the same mark. */
  readonly owner: string;
  /** Read by `state`, rewritten by `restore`. */
  readonly parts: readonly ArrayBufferView[];
}

const LENGTH = 4;

/** Bytes of a wrapper's own in front of those of what it wraps. */
export function joinStates(own: Uint8Array, inner: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(LENGTH + own.length + inner.length);
  new DataView(bytes.buffer).setUint32(0, own.length, true);
  bytes.set(own, LENGTH);
  bytes.set(inner, LENGTH + own.length);
  return bytes;
}

/** @throws InvalidStateError when the bytes are too few */
export function splitStates(owner: string, state: Uint8Array): readonly [own: Uint8Array, inner: Uint8Array] {
  const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
  const end = state.length < LENGTH ? Infinity : LENGTH + view.getUint32(0, true);
  if (end > state.length) {
    throw new InvalidStateError(owner, `${state.length} bytes`, "the bytes that its own state() gave");
  }
  return [state.slice(LENGTH, end), state.slice(end)];
}

/** Adds the own part, where there is one, to the wrapped environment's state. */
export function saveOwn(own: OwnState | undefined, inner: Uint8Array): Uint8Array {
  return own === undefined ? inner : joinStates(packState(own.owner, own.parts), inner);
}

/** Takes the own part, where there is one, back and returns what it lay around. @throws InvalidStateError */
export function restoreOwn(own: OwnState | undefined, state: Uint8Array): Uint8Array {
  if (own === undefined) return state;
  const [bytes, inner] = splitStates(own.owner, state);
  unpackState(own.owner, bytes, own.parts);
  return inner;
}

/** Restores a wrapper, then what it wraps; where that is refused, the wrapper is as it was `before`. */
export function restoreBoth(
  state: Uint8Array,
  before: Uint8Array,
  restoreAround: (state: Uint8Array) => Uint8Array,
  restoreInner: (inner: Uint8Array) => void,
): void {
  const inner = restoreAround(state);
  try {
    restoreInner(inner);
  } catch (error) {
    restoreAround(before);
    throw error;
  }
}
