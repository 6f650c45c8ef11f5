import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sentence } from "../experiment/sentence.js";
import { writeAtomically, writeIfOther } from "../experiment/store/atomic-file.js";
import { reading } from "../experiment/store/storage-error.js";
import { writeTopDownFile } from "../experiment/top-down-file.js";
import type { EvolutionPlan } from "./plan-evolution.js";
import { decodeSearchState, encodeSearchState, type SearchState } from "./search-state.js";

/**
 * The files of an evolution that equal evolutions have equal. All follow from the plan and the checkpoint, which is
 * written first: a process that is killed between two leaves nothing that the next does not put right.
 */
export class EvolutionFiles {
  readonly #folder: string;
  readonly #plan: EvolutionPlan;
  /** With what the weights are made. */
  readonly #made: { readonly version: string; readonly engine: string };

  constructor(
    folder: string,
    plan: EvolutionPlan,
    made: { readonly version: string; readonly engine: string },
  ) {
    this.#folder = folder;
    this.#plan = plan;
    this.#made = made;
  }

  get weights(): string {
    return join(this.#folder, "weights.safetensors");
  }

  /** What was saved; undefined where nothing was, or, with the reason, where it cannot be used. @throws {StorageError} */
  read(): { readonly saved?: SearchState; readonly problem?: string } {
    const path = join(this.#folder, "checkpoint.safetensors");
    if (!existsSync(path)) return {};
    const bytes = reading(path, () => readFileSync(path));
    try {
      return { saved: decodeSearchState(bytes) };
    } catch (error) {
      return { problem: `checkpoint.safetensors cannot be used: ${sentence(error)}` };
    }
  }

  /** @throws {StorageError} */
  save(state: SearchState): void {
    writeAtomically(join(this.#folder, "checkpoint.safetensors"), encodeSearchState(state));
    this.writeOthers(state);
  }

  /** Generations and weights, as the checkpoint has them. @throws {StorageError} */
  writeOthers({ lines, best }: SearchState): void {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    writeIfOther(join(this.#folder, "generations.jsonl"), text);
    if (best === undefined) return;
    const { name, topDown: spec, seed } = this.#plan;
    const { generation, fitness, validation } = best;
    writeTopDownFile(this.weights, {
      ...{ name, spec, parameters: Float32Array.from(best.mean) },
      made: { ...this.#made, seed, generation, fitness, validation, config: withoutPath(this.#plan) },
    });
  }
}

/** Weights are handed on: where a user's module lies on this machine concerns nobody. */
function withoutPath({ familyModule, ...plan }: EvolutionPlan): object {
  if (familyModule === undefined) return plan;
  const { module: _module, ...known } = familyModule;
  return { ...plan, familyModule: known };
}
