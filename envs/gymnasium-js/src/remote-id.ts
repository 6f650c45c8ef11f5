/** An environment that Python runs: on this machine, or in a server elsewhere. */
export type RemoteId = `gymnasium:${string}` | `ws://${string}` | `wss://${string}`;

/** Whether `make` and `makeVec` give a promise for the id. */
export function isRemoteId(id: unknown): id is RemoteId {
  return typeof id === "string" && /^(?:gymnasium:|wss?:\/\/)/.test(id);
}
