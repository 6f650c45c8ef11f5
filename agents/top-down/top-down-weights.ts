import { AgentConfigError } from "../errors.js";
import { type TopDownSpec, topDownParameters } from "./top-down-spec.js";

/** A top-down network F, as configurations hold it: plain JSON. */
export interface TopDownWeights {
  /** For people. */
  readonly name: string;
  readonly spec: TopDownSpec;
  /** Base64 of little-endian float32 numbers, in the order of `topDownLayers`. */
  readonly parameters: string;
}

/** Numbers as `TopDownWeights` holds them. */
export function encodeParameters(parameters: ArrayLike<number>): string {
  const bytes = new Uint8Array(4 * parameters.length);
  const view = new DataView(bytes.buffer);
  for (let k = 0; k < parameters.length; k++) view.setFloat32(4 * k, parameters[k], true);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** F's parameters. @throws {AgentConfigError} unless they are base64 of as many finite numbers as F has */
export function decodeParameters({ spec, parameters }: TopDownWeights): Float32Array {
  const count = topDownParameters(spec);
  const bytes = bytesOf(parameters);
  if (bytes.length !== 4 * count) {
    throw new AgentConfigError(
      `agent.topDown.parameters has ${bytes.length / 4} numbers, but agent.topDown.spec needs ${count}`,
    );
  }
  const view = new DataView(bytes.buffer);
  const values = Float32Array.from({ length: count }, (_, k) => view.getFloat32(4 * k, true));
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) {
    throw new AgentConfigError(
      `agent.topDown.parameters has ${values[wrong]} as number ${wrong}: allowed are finite numbers`,
    );
  }
  return values;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new AgentConfigError("agent.topDown.parameters is no base64: allowed is that of float32 numbers", {
      cause,
    });
  }
}
