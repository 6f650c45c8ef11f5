import { GymnasiumError } from "./errors.js";

/** Python's environments asked for where there is no Node. */
export class BridgeUnavailableError extends GymnasiumError {
  constructor(readonly id: string) {
    super(`environment id: ${id} needs Node, which reaches Python's environments; browsers do not.`);
  }
}

// What takes the place of the bridge in browsers: package.json, imports.

export function openRemoteEnv(id: string): never {
  throw new BridgeUnavailableError(id);
}

export function openRemoteVectorEnv(id: string): never {
  throw new BridgeUnavailableError(id);
}
