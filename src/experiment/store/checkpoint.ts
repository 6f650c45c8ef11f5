import type { Checkpoint } from "../../../agents/agent.js";
import type { CurveBinsState, EpisodeTrackerState } from "../../streams/index.js";
import type { ProbeState } from "../probes/probe-run.js";
import type { TrialRestart } from "../trial.js";
import { digestOf } from "./digest.js";
import type { LogPrefix } from "./episode-log.js";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.js";

const FORMAT = "creditgym-checkpoint-2";
const AGENT = "agent.";
const PROBE = "probe.";
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
  /** The log of episodes at this point. */
  readonly log: LogPrefix;
  /** By the probes' files. */
  readonly probes: Readonly<Record<string, ProbeState>>;
  /** Left out where there is none. */
  readonly restarts?: readonly TrialRestart[];
}

/** The bytes of a trial's checkpoint. */
export function encodeCheckpoint(checkpoint: TrialCheckpoint): Uint8Array {
  const { agent, environment, position, tracker, curve, log, probes, restarts } = checkpoint;
  const tensors: Record<string, NamedTensor> = {};
  addTensors(tensors, AGENT, agent);
  if (environment !== undefined) tensors[ENVIRONMENT] = { shape: [environment.length], data: environment };
  const { step, transitions, nextObservations } = position;
  tensors[OBSERVATIONS] = { shape: [nextObservations.length], data: nextObservations };
  const probing = Object.entries(probes).map(([file, { own, ...rest }]) => {
    if (own !== undefined) addTensors(tensors, `${PROBE}${file}.`, own);
    return [file, { ...rest, metadata: own?.metadata ?? null }];
  });
  const metadata = {
    format: FORMAT,
    agent: JSON.stringify(agent.metadata),
    position: JSON.stringify({ step, transitions }),
    tracker: JSON.stringify(tracker),
    curve: JSON.stringify(curve),
    log: JSON.stringify(log),
    probes: JSON.stringify(Object.fromEntries(probing)),
    ...(restarts && { restarts: JSON.stringify(restarts) }),
  };
  return encodeSafetensors({ tensors, metadata: { ...metadata, digest: digestOf(tensors, metadata) } });
}

/** @throws {Error} saying why the bytes are not what was written */
export function decodeCheckpoint(bytes: Uint8Array): TrialCheckpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { digest, ...told } = metadata;
  if (told.format !== FORMAT) throw new Error(`its format is ${told.format}, not ${FORMAT}`);
  if (digest !== digestOf(tensors, told)) throw new Error("its content is damaged");
  const json = (key: string): unknown => JSON.parse(told[key] ?? "null");
  const probes = Object.entries(json("probes") as Record<string, SavedProbe>).map(
    ([file, { metadata: own, ...rest }]): [string, ProbeState] => [
      file,
      { ...rest, own: own === null ? undefined : stateOf(tensors, `${PROBE}${file}.`, own) },
    ],
  );
  return {
    agent: stateOf(tensors, AGENT, json("agent") as Checkpoint["metadata"]),
    environment: tensors[ENVIRONMENT]?.data as Uint8Array | undefined,
    position: {
      ...(json("position") as { step: number; transitions: number }),
      nextObservations: tensors[OBSERVATIONS]!.data as Float64Array,
    },
    tracker: json("tracker") as EpisodeTrackerState,
    curve: json("curve") as CurveBinsState,
    log: json("log") as LogPrefix,
    probes: Object.fromEntries(probes),
    ...(told.restarts !== undefined && { restarts: json("restarts") as TrialRestart[] }),
  };
}

interface SavedProbe extends Omit<ProbeState, "own"> {
  readonly metadata: Checkpoint["metadata"] | null;
}

/** Adds the tensors of a state, their names behind a prefix. */
export function addTensors(
  to: Record<string, NamedTensor>,
  prefix: string,
  { tensors, shapes }: Checkpoint,
): void {
  for (const [name, data] of Object.entries(tensors)) {
    to[prefix + name] = { shape: shapes[name]!, data };
  }
}

/** The state whose tensors stand behind a prefix. */
export function stateOf(
  tensors: Readonly<Record<string, NamedTensor>>,
  prefix: string,
  metadata: Checkpoint["metadata"],
): Checkpoint {
  const own = Object.entries(tensors)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
  return {
    tensors: Object.fromEntries(own.map(([name, { data }]) => [name, data as Float32Array])),
    shapes: Object.fromEntries(own.map(([name, { shape }]) => [name, shape])),
    metadata,
  };
}
