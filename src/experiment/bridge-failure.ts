import type { BridgeFailure } from "gymnasium-js/bridge";

/**
 * The failure of the bridge to Python that an error tells of, itself or as its cause: the connection was lost,
 * or a call was not answered in time. Undefined for any other error.
 */
export async function bridgeFailureIn(error: unknown): Promise<BridgeFailure | undefined> {
  // Loaded when something failed: trials in environments of this process do without.
  const { BridgeFailure } = await import("gymnasium-js/bridge");
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof BridgeFailure) return cause;
  }
  return undefined;
}
