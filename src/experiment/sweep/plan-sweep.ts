import { checkConfig } from "../../../agents/check-config.js";
import type { AgentConfig } from "../../../agents/config.js";
import { AgentConfigError } from "../../../agents/errors.js";
import { ruleIdOf } from "../../../agents/rules/index.js";
import { UsageError } from "../../errors/usage-error.js";
import type { SearchDimension, SearchSpace, SweepSettings, TrialBudget } from "../definition.js";
import { formatPath } from "../validate.js";
import { candidateAgent } from "./candidate-agent.js";
import { gridCandidates, randomCandidates, streamOf } from "./candidates.js";
import { isRange } from "./dimension.js";
import { checkOverlaps } from "./overlapping-paths.js";
import type { Candidate, PlannedSweep } from "./planned-sweep.js";

const SEEDS = 3;
/** Seeds of searches that nobody chose lie beyond those that people choose. */
const BEYOND = 1_000_000;

/** What a later layer of settings leaves of a search. */
export function withSweep(
  before: Partial<SweepSettings> | undefined,
  later: Partial<SweepSettings> | false | undefined,
): Partial<SweepSettings> | undefined {
  if (later === undefined) return before;
  if (later === false) return undefined;
  return { ...before, ...later, perRule: { ...before?.perRule, ...later.perRule } };
}

/** What of an arm its search starts from. */
export interface SweepBase {
  readonly rule: string;
  readonly agent: AgentConfig;
  readonly budget: TrialBudget;
  readonly batch: number;
  readonly groups: number;
}

/**
 * Resolves the search for an arm's settings; undefined where there is nothing to search.
 *
 * @param comparison the comparison's seeds
 * @throws {UsageError} one sentence on what does not fit
 */
export function planSweep(
  settings: Partial<SweepSettings>,
  base: SweepBase,
  comparison: readonly number[],
): PlannedSweep | undefined {
  const { search, perRule = {}, measure = "averageReturn", budget = base.budget } = settings;
  if (search === undefined) throw missing("search", '"grid" or { random: N }');
  if (settings.space === undefined && Object.keys(perRule).length === 0) {
    throw missing("space", "dimensions by path");
  }
  const own = [base.rule, ruleIdOf(base.rule)].find((name) => Object.hasOwn(perRule, name));
  const space = (own === undefined ? settings.space : perRule[own]) ?? {};
  const place = (path: string): string =>
    formatPath(["sweep", ...(own === undefined ? ["space"] : ["perRule", own]), path]);
  for (const [path, dimension] of Object.entries(space)) checkDimension(path, dimension, place(path), base);
  checkOverlaps(space, place);
  const all =
    search === "grid"
      ? gridCandidates(space, place)
      : randomCandidates(space, search, own === undefined ? 0 : streamOf(own));
  if (all.length === 1) return undefined;
  const seeds = seedsOf(settings.seeds ?? SEEDS, comparison);
  const candidates = different(all, (candidate, k) => checkedAgent(candidate, k, space, base, seeds));
  if (candidates.length === 1) return undefined;
  return { search, measure, seeds, budget, space, candidates };
}

/** @throws {UsageError} for a value that the setting cannot have, or a setting that there is not */
function checkDimension(path: string, dimension: SearchDimension, place: string, { agent }: SweepBase): void {
  const values: readonly (readonly [string, unknown])[] = isRange(dimension)
    ? [
        [".from", dimension.from],
        [".to", dimension.to],
      ]
    : dimension.map((value, k) => [`[${k}]`, value] as const);
  for (const [at, value] of values) {
    try {
      candidateAgent(agent, { [path]: dimension }, { [path]: value });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const { message } = error;
      const itself = `agent.${path} is `;
      throw new UsageError(
        message.startsWith(itself)
          ? `${place}${at} is ${message.slice(itself.length)}`
          : `${place}: ${message}`,
        { cause: error },
      );
    }
  }
}

/** The candidates that make different agents of the arm's: of several that make the same one, the first. */
function different(
  candidates: readonly Candidate[],
  agentOf: (candidate: Candidate, index: number) => AgentConfig,
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const [k, candidate] of candidates.entries()) {
    const key = JSON.stringify(agentOf(candidate, k), sortedKeys);
    if (!found.has(key)) found.set(key, candidate);
  }
  return [...found.values()];
}

/** Has `JSON.stringify` write equal objects as equal texts. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws {UsageError} for values that cannot be together */
function checkedAgent(
  candidate: Candidate,
  index: number,
  space: SearchSpace,
  { agent, batch, groups }: SweepBase,
  seeds: readonly number[],
): AgentConfig {
  try {
    const config = candidateAgent(agent, space, candidate);
    checkConfig(config, seeds, batch / groups, groups);
    return config;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof AgentConfigError)) throw error;
    throw new UsageError(
      `setting ${index} of the search (${JSON.stringify(candidate)}) cannot be: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

function seedsOf(seeds: readonly number[] | number, comparison: readonly number[]): readonly number[] {
  if (typeof seeds !== "number") {
    const used = seeds.filter((seed) => comparison.includes(seed));
    if (used.length === 0) return seeds;
    throw new UsageError(
      `sweep.seeds has ${used.join(", ")}, which the comparison uses: allowed is others, or how many`,
    );
  }
  const taken = new Set(comparison);
  const free: number[] = [];
  for (let seed = BEYOND + 1; free.length < seeds; seed++) if (!taken.has(seed)) free.push(seed);
  return free;
}

const missing = (field: keyof SweepSettings, allowed: string): UsageError =>
  new UsageError(`sweep.${field} is missing: it is to be ${allowed}`);
