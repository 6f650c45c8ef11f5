import { BridgeFailure } from "gymnasium-js";

/**
 * The failure of the bridge to Python that an error tells of, itself or as its cause: the connection was lost,
 * or a call was not answered in time. Undefined for any other error.
 */
export function bridgeFailureIn(error: unknown): BridgeFailure | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof BridgeFailure) return cause;
  }
  return undefined;
}
