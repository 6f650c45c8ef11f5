import type { NumericArray, VectorEnv } from "gymnasium-js";
import type { Agent, Checkpoint } from "../../../agents/agent.js";
import type {
  CurveBins,
  CurveBinsState,
  Emission,
  EpisodeTracker,
  EpisodeTrackerState,
} from "../../streams/index.js";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.js";

const AGENT = "agent.";
const ENVIRONMENT = "environment.state";
const OBSERVATIONS = "interaction.nextObservations";

/** Everything that a trial needs to go on from between two steps. */
export interface TrialCheckpoint {
  readonly agent: Checkpoint;
  /** Undefined where the environment cannot save its state, and where several take turns. */
  readonly environment: Uint8Array | undefined;
  readonly position: {
    readonly step: number;
    readonly transitions: number;
    readonly nextObservations: Float64Array;
  };
  readonly tracker: EpisodeTrackerState;
  readonly curve: CurveBinsState;
  /** Length of the log of episodes at this point. */
  readonly episodes: number;
}

export interface CheckpointParts {
  readonly agent: Agent;
  readonly envs: readonly VectorEnv[];
  readonly emission: Emission;
  readonly tracker: EpisodeTracker;
  readonly bins: CurveBins;
}

/** The bytes of a trial's checkpoint. */
export function encodeCheckpoint({ agent, envs, emission, tracker, bins }: CheckpointParts): Uint8Array {
  const { tensors, shapes, metadata } = agent.state();
  const named: Record<string, NamedTensor> = {};
  for (const [name, data] of Object.entries(tensors)) {
    named[AGENT + name] = { shape: shapes[name]!, data };
  }
  // Of several, others have steps under way.
  const state = envs.length === 1 ? envs[0]!.state?.() : undefined;
  if (state !== undefined) named[ENVIRONMENT] = { shape: [state.length], data: state };
  const { step, transitions, nextObservations } = emission;
  named[OBSERVATIONS] = {
    shape: shapeOf(nextObservations, envs[0]!),
    data: Float64Array.from(nextObservations),
  };
  return encodeSafetensors({
    tensors: named,
    metadata: {
      format: "creditgym-checkpoint-1",
      agent: JSON.stringify(metadata),
      position: JSON.stringify({ step, transitions }),
      tracker: JSON.stringify(tracker.state()),
      curve: JSON.stringify(bins.state()),
      episodes: JSON.stringify(tracker.completed),
    },
  });
}

export function decodeCheckpoint(bytes: Uint8Array): TrialCheckpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const json = (key: string): unknown => JSON.parse(metadata[key] ?? "null");
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(AGENT));
  const short = (name: string): string => name.slice(AGENT.length);
  return {
    agent: {
      tensors: Object.fromEntries(own.map(([name, { data }]) => [short(name), data as Float32Array])),
      shapes: Object.fromEntries(own.map(([name, { shape }]) => [short(name), shape])),
      metadata: json("agent") as Checkpoint["metadata"],
    },
    environment: tensors[ENVIRONMENT]?.data as Uint8Array | undefined,
    position: {
      ...(json("position") as { step: number; transitions: number }),
      nextObservations: tensors[OBSERVATIONS]!.data as Float64Array,
    },
    tracker: json("tracker") as EpisodeTrackerState,
    curve: json("curve") as CurveBinsState,
    episodes: json("episodes") as number,
  };
}

function shapeOf(observations: NumericArray, { numEnvs }: VectorEnv): readonly number[] {
  return [numEnvs, observations.length / numEnvs];
}
