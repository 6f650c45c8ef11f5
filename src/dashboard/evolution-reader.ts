import { join } from "node:path";
import type { GenerationLine } from "../evolution/search-state.js";
import { holderOf } from "../experiment/store/run-lock.js";
import { short } from "./band.js";
import { FollowedFile } from "./followed-file.js";
import type { EvolutionMessage, Numbers, RunState } from "./messages.js";

/** What the page needs of it. */
export interface EvolutionPlanOnDisk {
  readonly name: string;
  readonly generations: number;
}

/** The plan of an evolution; undefined for that of a comparison. */
export function evolutionPlan(experiment: unknown): EvolutionPlanOnDisk | undefined {
  const { command, name, generations } = (experiment ?? {}) as Partial<EvolutionPlanOnDisk> & {
    readonly command?: unknown;
  };
  if (command !== "evolve" || typeof name !== "string" || !Number.isSafeInteger(generations))
    return undefined;
  return { name, generations: generations! };
}

/** An evolution's folder, followed. */
export class EvolutionReader {
  #lines: readonly GenerationLine[] = [];
  readonly #folder: string;
  readonly #plan: EvolutionPlanOnDisk;
  readonly #file: FollowedFile;

  constructor(folder: string, plan: EvolutionPlanOnDisk) {
    this.#folder = folder;
    this.#plan = plan;
    this.#file = new FollowedFile(join(folder, "generations.jsonl"));
  }

  /** Looks again. */
  read(): EvolutionMessage {
    const text = this.#file.read();
    if (text !== undefined) {
      this.#lines = JSON.parse(`[${text.trimEnd().replaceAll("\n", ",")}]`) as GenerationLine[];
    }
    const lines = this.#lines;
    const { name, generations } = this.#plan;
    const numbers = (read: (line: GenerationLine) => number | null): Numbers =>
      lines.map((line) => {
        const value = read(line);
        return value === null ? null : short(value);
      });
    return {
      ...{ name, generations, done: lines.length, state: this.#state() },
      generation: lines.map(({ generation }) => generation),
      mean: numbers(({ fitness }) => fitness.mean),
      lowest: numbers(({ fitness }) => fitness.lowest),
      highest: numbers(({ fitness }) => fitness.highest),
      validation: numbers(({ validation }) => validation),
      resume: `creditgym evolve --resume ${this.#folder}`,
    };
  }

  #state(): RunState {
    if (holderOf(this.#folder) !== undefined) return "running";
    return this.#lines.length >= this.#plan.generations ? "done" : "interrupted";
  }
}
