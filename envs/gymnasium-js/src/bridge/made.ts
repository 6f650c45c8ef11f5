import type { EnvMetadata } from "../env.js";
import { GymnasiumError, InvalidArgumentError } from "../errors.js";
import type { EnvSpec } from "../registry.js";
import { parseSpace } from "../spaces/describe.js";
import type { Space } from "../spaces/space.js";
import { ProtocolError } from "./errors.js";

/** What a server says of an environment that it made. */
export interface Made {
  readonly handle: number;
  readonly spec: EnvSpec;
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly observationsPacked: boolean;
  readonly actionsPacked: boolean;
  /** Null for a single environment. */
  readonly numEnvs: number | null;
  readonly metadata: EnvMetadata;
  /** Python's name. */
  readonly autoresetMode: string | null;
  readonly renderMode: string | undefined;
  readonly resetMask: boolean;
}

interface Reply {
  handle: number;
  spec: { id: string | null; maxEpisodeSteps: number | null; rewardThreshold: number | null };
  observationSpace: unknown;
  actionSpace: unknown;
  observationsPacked: boolean;
  actionsPacked: boolean;
  numEnvs: number | null;
  metadata: { renderModes: string[]; renderFps: number | null; autoresetMode: string | null };
  renderMode: string | null;
  resetMask: boolean;
}

/**
 * Reads the reply to `make`.
 *
 * @param name the id as its user gave it, for messages and for the spec
 * @throws ProtocolError; InvalidArgumentError or InvalidSpaceError for spaces that have no form here
 */
export function readMade(name: string, json: unknown): Made {
  try {
    const reply = json as Reply;
    const { maxEpisodeSteps, rewardThreshold } = reply.spec;
    const { renderModes, renderFps, autoresetMode } = reply.metadata;
    return {
      handle: reply.handle,
      spec: {
        id: resolvedId(name, reply.spec.id),
        entryPoint: () => {
          throw new InvalidArgumentError("entryPoint", name, "its id with make, which asks Python for it");
        },
        ...(maxEpisodeSteps === null ? {} : { maxEpisodeSteps }),
        ...(rewardThreshold === null ? {} : { rewardThreshold }),
      },
      observationSpace: parseSpace(reply.observationSpace),
      actionSpace: parseSpace(reply.actionSpace),
      observationsPacked: reply.observationsPacked,
      actionsPacked: reply.actionsPacked,
      numEnvs: reply.numEnvs,
      metadata: { renderModes, ...(renderFps === null ? {} : { renderFps }) },
      autoresetMode,
      renderMode: reply.renderMode ?? undefined,
      resetMask: reply.resetMask,
    };
  } catch (error) {
    if (error instanceof GymnasiumError) throw error;
    throw new ProtocolError(name, `of "make" it answers ${JSON.stringify(json)?.slice(0, 200)}`);
  }
}

/** With the version that was chosen, where only that was left out. */
function resolvedId(name: string, id: string | null): string {
  const version = /-v\d+$/;
  return version.test(name) ? name : `${name}${version.exec(id ?? "")?.[0] ?? ""}`;
}
