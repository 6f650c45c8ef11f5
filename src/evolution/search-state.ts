import type { Checkpoint } from "../../agents/agent.js";
import { addTensors, stateOf } from "../experiment/store/checkpoint.js";
import { digestOf } from "../experiment/store/digest.js";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "../experiment/store/safetensors.js";

const FORMAT = "creditgym-evolution-1";
const SEARCH = "search.";
const BEST = "best.mean";

/** A generation, as a line of `generations.jsonl`. */
export interface GenerationLine {
  /** 1 for the first. */
  readonly generation: number;
  /** Of its members; null where no lifetime of theirs is counted. */
  readonly fitness: {
    readonly mean: number;
    readonly lowest: number;
    readonly highest: number;
    /** Of the mean of the search, where that is a member. */
    readonly ofMean: number | null;
  };
  /** Members with a lifetime that diverged: in no figure of the fitness, and ranked worst. */
  readonly diverged: number;
  /** Mean over parameters, after it. */
  readonly sigma: number;
  /** Of environments, validation included. */
  readonly steps: number;
  /** What the mean of the search, as it is after this generation, scores on validation tasks; null where it was not tried. */
  readonly validation: number | null;
}

/** The mean that scored best on validation tasks, of several the first. */
export interface BestMean {
  /** After which it was the mean. */
  readonly generation: number;
  readonly validation: number;
  /** Mean over the generation's members. */
  readonly fitness: number;
  readonly mean: Float64Array;
}

/** Everything that an evolution needs to go on from between two generations. */
export interface SearchState {
  readonly search: Checkpoint;
  readonly lines: readonly GenerationLine[];
  /** Undefined before the first validation. */
  readonly best: BestMean | undefined;
}

/** The bytes of an evolution's checkpoint. */
export function encodeSearchState({ search, lines, best }: SearchState): Uint8Array {
  const tensors: Record<string, NamedTensor> = {};
  addTensors(tensors, SEARCH, search);
  if (best !== undefined) tensors[BEST] = { shape: [best.mean.length], data: best.mean };
  const { mean: _mean, ...found } = best ?? { mean: undefined };
  const metadata = {
    format: FORMAT,
    search: JSON.stringify(search.metadata),
    lines: JSON.stringify(lines),
    best: JSON.stringify(found),
  };
  return encodeSafetensors({ tensors, metadata: { ...metadata, digest: digestOf(tensors, metadata) } });
}

/** @throws {Error} saying why the bytes are not what was written */
export function decodeSearchState(bytes: Uint8Array): SearchState {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { digest, ...told } = metadata;
  if (told.format !== FORMAT) throw new Error(`its format is ${told.format}, not ${FORMAT}`);
  if (digest !== digestOf(tensors, told)) throw new Error("its content is damaged");
  const mean = tensors[BEST]?.data as Float64Array | undefined;
  return {
    search: stateOf(tensors, SEARCH, JSON.parse(told.search!) as Checkpoint["metadata"]),
    lines: JSON.parse(told.lines!) as GenerationLine[],
    best: mean && { ...(JSON.parse(told.best!) as Omit<BestMean, "mean">), mean },
  };
}
