import { isMainThread } from "node:worker_threads";
import {
  type AsyncEnv,
  make,
  makeVec,
  type RemoteId,
  type RemoteMakeVecOptions,
  type VectorEnv,
} from "gymnasium-js";
import { UsageError } from "../errors/usage-error.js";
import type { BridgeSettings } from "./definition.js";
import type { EnvironmentSource } from "./environments.js";

/** A vector of one of Python's environments. @throws what making it throws */
export function createRemoteEnvironment(
  id: RemoteId,
  source: EnvironmentSource,
  numEnvs: number,
  takesTurns: boolean,
): Promise<VectorEnv> {
  const { id: _id, kwargs, ...rest } = source;
  // A trial has its thread to itself and waits for each step. What works while it learns needs another core;
  // what is shared out among processes, all there are.
  const placed = !isMainThread && source.vectorizationMode !== "async";
  // The settings came as JSON.
  return makeVec(id, {
    ...rest,
    kwargs: kwargs as RemoteMakeVecOptions["kwargs"] & object,
    numEnvs,
    ...(placed && { sameCore: !takesTurns }),
  });
}

/**
 * A single one of Python's environments, as those of a vector are.
 *
 * @throws {UsageError} where they cannot be had singly, and what making it throws
 */
export async function createSingleRemoteEnvironment(
  id: RemoteId,
  source: EnvironmentSource,
  renderMode?: string,
): Promise<AsyncEnv> {
  const { id: _id, kwargs, vectorizationMode: _mode, autoresetMode: _autoreset, ...rest } = source;
  const { wrappers = [] } = rest;
  if (wrappers.some((wrapper) => typeof wrapper === "object" && wrapper.vector === true)) {
    throw new UsageError(
      `environment is "${id}" with wrappers of vector environments: allowed here are wrappers of single ones only`,
    );
  }
  return make(id, {
    ...rest,
    kwargs: kwargs as RemoteMakeVecOptions["kwargs"] & object,
    ...(renderMode !== undefined && { renderMode }),
  });
}

const BRIDGE_SETTINGS: readonly (keyof BridgeSettings)[] = [
  "vectorizationMode",
  "autoresetMode",
  "wrappers",
  "imports",
  "disableEnvChecker",
  "timeout",
];

/** @throws {UsageError} for a setting that means nothing to an environment of this process */
export function refuseBridgeSettings(id: string, settings: BridgeSettings): void {
  const name = BRIDGE_SETTINGS.find((one) => settings[one] !== undefined);
  if (name === undefined) return;
  throw new UsageError(
    `environment is "${id}" with ${name}: allowed is that for environments of Python's only (gymnasium:ID, ws://host:port/ID)`,
  );
}
