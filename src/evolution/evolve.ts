import { Pgpe } from "../../agents/evolution/pgpe.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import { knownFamily } from "../experiment/family-source.js";
import { DivergedError } from "./diverged-error.js";
import type { Evaluator } from "./evaluator.js";
import type { EvolutionFiles } from "./evolution-files.js";
import { generationTasks, type Trials, validationTasks } from "./generation-tasks.js";
import type { EvolutionPlan } from "./plan-evolution.js";
import { scores } from "./scores.js";
import type { BestMean, GenerationLine, SearchState } from "./search-state.js";

export interface EvolveOptions {
  /** Aborted to stop: the generation under way is lost. */
  readonly signal?: AbortSignal;
  /** Called when it is known what there is already, and after each generation. */
  readonly onGeneration?: (state: SearchState) => void;
  /** Called as parts of a generation's lifetimes end: which part of it, and how many steps. */
  readonly onShare?: (fraction: number, steps: number) => void;
}

/**
 * Evolves a top-down network, from where the files say that it is, and saves each generation. A generation depends on
 * the plan and the one before alone.
 *
 * @returns what there is in the end, which is not all where it was stopped
 * @throws {StorageError} when a file cannot be written
 * @throws {EvolutionError} when lifetimes cannot be had, {DivergedError} when all diverge, or the search does: what was saved before is as it was
 */
export async function evolve(
  plan: EvolutionPlan,
  files: EvolutionFiles,
  evaluator: Evaluator,
  options: EvolveOptions = {},
): Promise<SearchState> {
  const { signal, onGeneration } = options;
  const evolution = new Evolving(plan, evaluator, options);
  let state = evolution.begin(files.read().saved);
  files.writeOthers(state);
  onGeneration?.(state);
  while (state.lines.length < plan.generations && !signal?.aborted) {
    try {
      state = await evolution.generation(state);
    } catch (error) {
      if (signal?.aborted) break;
      throw error;
    }
    files.save(state);
    onGeneration?.(state);
  }
  return state;
}

class Evolving {
  readonly #plan: EvolutionPlan;
  readonly #evaluator: Evaluator;
  readonly #options: EvolveOptions;
  readonly #search: Pgpe;
  readonly #validation: Trials;

  constructor(plan: EvolutionPlan, evaluator: Evaluator, options: EvolveOptions) {
    this.#plan = plan;
    this.#evaluator = evaluator;
    this.#options = options;
    this.#search = new Pgpe({ ...plan, mean: unevolvedParameters(plan.topDown, plan.seed) });
    this.#validation = validationTasks(knownFamily(plan.family), plan);
  }

  begin(saved: SearchState | undefined): SearchState {
    if (saved !== undefined) this.#search.restore(saved.search);
    return saved ?? { search: this.#search.state(), lines: [], best: undefined };
  }

  async generation({ lines, best }: SearchState): Promise<SearchState> {
    const { family, every, generations } = { ...this.#plan, ...this.#plan.validation };
    const generation = this.#search.generation + 1;
    const trials = generationTasks(knownFamily(family), this.#plan, generation - 1);
    const isValidated = generation % every === 0 || generation === generations;
    const members = this.#search.ask();
    const tried = members.length * trials.tasks.length;
    const validating = isValidated ? this.#validation.tasks.length : 0;
    const part = tried / (tried + validating);
    const { fitness, steps } = await this.#scores(members, trials, part);
    this.#search.tell(fitness);
    const { mean, sigma } = this.#search;
    this.#checkSearch(mean, sigma);
    const validated = isValidated
      ? await this.#scores([Float32Array.from(mean)], this.#validation, 1 - part)
      : undefined;
    const line: GenerationLine = {
      generation,
      ...this.#summary(fitness, generation),
      sigma: sigma.reduce((sum, value) => sum + value, 0) / sigma.length,
      steps: steps + (validated?.steps ?? 0),
      validation: validated === undefined ? null : finiteOrNull(validated.fitness[0]!),
    };
    return {
      search: this.#search.state(),
      lines: [...lines, line],
      best: better(best, line, mean),
    };
  }

  async #scores(
    members: readonly Float32Array[],
    { tasks, seeds }: Trials,
    part: number,
  ): Promise<{ readonly fitness: Float64Array; readonly steps: number }> {
    const { onShare } = this.#options;
    const { returns, steps } = await this.#evaluator.evaluate(members, tasks, seeds, (fraction, own) =>
      onShare?.(part * fraction, own),
    );
    const shape = { members: members.length, batches: this.#plan.updates + 1 };
    return { fitness: scores(returns, shape, this.#plan.fitness), steps };
  }

  /** @throws {DivergedError} where the search has left the numbers that a network can have */
  #checkSearch(mean: Float64Array, sigma: Float64Array): void {
    if ([...mean, ...sigma].every((value) => Number.isFinite(Math.fround(value)))) return;
    const { rate, sigma: first, sigmaRate } = this.#plan;
    throw new DivergedError(
      `The search diverged in generation ${this.#search.generation}: its rate is ${rate}, its sigma ${first} and its ` +
        `sigmaRate ${sigmaRate}, of which one is too large`,
    );
  }

  /** @throws {DivergedError} where no member is any better than another because all diverged */
  #summary(fitness: Float64Array, generation: number): Pick<GenerationLine, "fitness" | "diverged"> {
    const { population } = this.#plan;
    // An odd population's last member is the mean.
    const ofMean = population % 2 === 1 ? finiteOrNull(fitness.at(-1)!) : null;
    const members = fitness.subarray(0, population - (population % 2));
    const counted = members.filter(Number.isFinite);
    if (counted.length === 0) {
      throw new DivergedError(
        `Every member of generation ${generation} diverged: a rate of the agent's is too large, or its rewards are`,
      );
    }
    return {
      fitness: {
        mean: counted.reduce((sum, value) => sum + value, 0) / counted.length,
        lowest: counted.reduce((a, b) => Math.min(a, b)),
        highest: counted.reduce((a, b) => Math.max(a, b)),
        ofMean,
      },
      diverged: members.length - counted.length,
    };
  }
}

function better(best: BestMean | undefined, line: GenerationLine, mean: Float64Array): BestMean | undefined {
  const { generation, validation, fitness } = line;
  if (validation === null || (best !== undefined && best.validation >= validation)) return best;
  return { generation, validation, fitness: fitness.mean, mean };
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
