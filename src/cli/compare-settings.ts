import { UsageError } from "../errors/usage-error.js";
import type { CommandLineSettings } from "../experiment/schema.js";
import { parseAssignments } from "../experiment/settings.js";
import { parseCommandLineSettings } from "../experiment/validate.js";
import { commaList, seedNumber, wholeNumber } from "./flags.js";

/** Flags of `compare` that are settings. */
export interface SettingFlags {
  readonly env?: readonly string[];
  readonly family?: readonly string[];
  readonly rules?: string;
  readonly seeds?: string;
  readonly seedList?: string;
  readonly episodes?: string;
  readonly steps?: string;
  readonly set?: readonly string[];
  readonly engine?: string;
  readonly evaluate?: string;
  readonly diagnostics?: boolean;
}

const MOST_SEEDS = 10_000;
const MOST_TRAINED = 1e12;
const MOST_EPISODES = 1e6;

/** The layer of settings that the flags make. @throws {UsageError} */
export function settingsOf(flags: SettingFlags): CommandLineSettings {
  exclusive(flags, "episodes", "steps");
  exclusive(flags, "seeds", "seedList");
  const {
    env,
    family,
    rules,
    seeds,
    seedList,
    episodes,
    steps,
    set = [],
    engine,
    evaluate,
    diagnostics,
  } = flags;
  const assigned = parseAssignments(set);
  return parseCommandLineSettings({
    ...assigned,
    ...(env && { environments: env }),
    ...(family && { families: family }),
    ...(rules !== undefined && { rules: commaList("--rules", rules) }),
    ...(seeds !== undefined && { seeds: wholeNumber("--seeds", seeds, 1, MOST_SEEDS) }),
    ...(seedList !== undefined && { seeds: seedsOf(seedList) }),
    ...(episodes !== undefined && {
      budget: { episodes: wholeNumber("--episodes", episodes, 1, MOST_TRAINED) },
    }),
    ...(steps !== undefined && { budget: { steps: wholeNumber("--steps", steps, 1, MOST_TRAINED) } }),
    ...(engine !== undefined && { engine }),
    ...(evaluate !== undefined && {
      evaluation: {
        ...fieldsOf(assigned.evaluation),
        episodes: wholeNumber("--evaluate", evaluate, 1, MOST_EPISODES),
      },
    }),
    ...(diagnostics && { diagnostics: assigned.diagnostics ?? true }),
  });
}

/** What `--set` says of single fields. */
const fieldsOf = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

function seedsOf(text: string): number[] {
  return commaList("--seed-list", text).map((seed) => seedNumber("--seed-list", seed));
}

function exclusive(flags: SettingFlags, a: keyof SettingFlags, b: keyof SettingFlags): void {
  if (flags[a] === undefined || flags[b] === undefined) return;
  const [first, second] = [a, b].map((key) => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
  throw new UsageError(`${first} and ${second} are both given: allowed is one of the two`);
}
