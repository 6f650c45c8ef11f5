import { Discrete, type Space } from "gymnasium-js";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import {
  type CreditDiffusion,
  fewestUnits,
  type TopDownSpec,
  topDownParameters,
} from "../../agents/top-down/top-down-spec.js";
import type { TaskFamily } from "../../envs/families/index.js";
import { show, UsageError } from "../errors/usage-error.js";
import { withSettings } from "../experiment/agent-settings.js";
import type { AgentSettings } from "../experiment/definition.js";
import { knownFamily } from "../experiment/family-source.js";
import type { Evolution, EvolutionSettings, TopDownSettings } from "./definition.js";
import type { EvolvedFamily, FamilyModule } from "./evolved-family.js";
import { nativeVector } from "./native-vector.js";

type Resolved = Required<Omit<EvolutionSettings, "description" | "topDown" | "agent" | "validation">>;

/** An evolution with every setting resolved: plain JSON, and all that decides its numbers. */
export interface EvolutionPlan extends Resolved, EvolvedFamily {
  readonly description?: string;
  readonly topDown: TopDownSpec;
  readonly agent: AgentConfig;
  readonly validation: Required<NonNullable<EvolutionSettings["validation"]>>;
}

const DEFAULTS: Omit<Resolved, "name" | "family" | "updates"> = {
  ...{ batch: 1, population: 64, generations: 40, tasks: 8, fitness: "auc", seed: 1 },
  ...{ optimizer: "adam", rate: 0.03, decay: 0.998, sigma: 0.1, sigmaRate: 0.1, sigmaLimit: 0.2 },
};
const VALIDATION = { every: 5, tasks: 64 };
const TOP_DOWN = { hidden: [16], mode: "centred", outputCredits: "logit" } as const;
const DIFFUSION = { kernel: "gaussian", seed: 1 } as const;

/** Numbers in a generation, beyond which nothing would fit into memory. */
const MOST_NUMBERS = 2 ** 28;

/**
 * Resolves an evolution under the settings of the command line.
 *
 * @param familyModule that registers the family, and is loaded
 * @throws {UsageError | GymnasiumError} one sentence on what does not fit
 */
export function planEvolution(
  evolution: Evolution,
  settings: EvolutionSettings = {},
  familyModule?: FamilyModule,
): EvolutionPlan {
  const { topDown, agent: ownAgent, validation, ...rest } = { ...evolution, ...defined(settings) };
  for (const layer of [evolution, settings]) checkAgent(layer.agent);
  const agent = withSettings(withSettings(DEFAULT_AGENT, evolution.agent), settings.agent);
  const family = knownFamily(rest.family);
  const plan: EvolutionPlan = {
    ...DEFAULTS,
    ...rest,
    ...(familyModule && { familyModule }),
    topDown: topDownOf(family, agent, evolution.topDown, settings.topDown),
    agent,
    validation: { ...VALIDATION, ...evolution.validation, ...settings.validation },
  };
  checkSize(plan);
  return plan;
}

/** @throws {UsageError} where policies bring a top-down network along */
function checkAgent({ topDown = null }: AgentSettings = {}): void {
  if (topDown === null) return;
  throw new UsageError(`agent.topDown is ${show(topDown)}: allowed is null, for it is what is evolved`);
}

/** @throws {UsageError} where lifetimes cannot play the family, or its actions are no choice */
function topDownOf(
  family: TaskFamily,
  { hidden: units }: AgentConfig,
  ...layers: readonly (TopDownSettings | undefined)[]
): TopDownSpec {
  const said = layers.flatMap((layer) => (layer?.diffusion === undefined ? [] : [layer.diffusion]));
  // What is said after a null is said of a diffusion that there was not.
  const given = said.slice(said.lastIndexOf(null) + 1);
  const merged: Partial<CreditDiffusion> = Object.assign({}, ...given);
  const diffusion =
    given.length === 0 ? null : { ...DIFFUSION, ...merged, credits: creditsOf(merged, units) };
  const { hidden, mode, outputCredits } = Object.assign({ ...TOP_DOWN }, ...layers) as typeof TOP_DOWN;
  return { actions: actionsOf(family), hidden, units, mode, outputCredits, diffusion };
}

/** @throws {UsageError} where it is not given, or a hidden layer has fewer units than there are credits to spread over them */
function creditsOf({ credits }: Partial<CreditDiffusion>, units: readonly number[]): number {
  if (credits !== undefined && credits <= fewestUnits(units)) return credits;
  throw new UsageError(
    `topDown.diffusion.credits is ${credits ?? "missing"}: allowed is at most ${fewestUnits(units)}, the units of the ` +
      "smallest layer in agent.hidden; topDown.diffusion null gives each unit a credit of its own",
  );
}

function actionsOf(family: TaskFamily): number {
  const space: Space = nativeVector(family, family.sample("training", 1, 1)).actionSpace;
  if (space instanceof Discrete) return space.n;
  throw new UsageError(
    `family is "${family.id}", whose actions are a ${space.kind}: allowed is one whose actions are Discrete`,
  );
}

function checkSize({ topDown, population }: EvolutionPlan): void {
  const count = topDownParameters(topDown);
  if (count * population <= MOST_NUMBERS) return;
  throw new UsageError(
    `population is ${population}, and the top-down network has ${count} parameters: allowed are ${MOST_NUMBERS} numbers in all`,
  );
}

/** Without what is not given. */
function defined(settings: EvolutionSettings): EvolutionSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
