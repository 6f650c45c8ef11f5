import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import type { TaskFamily } from "../../envs/families/index.js";
import type { Estimate } from "../experiment/estimate/run-estimate.js";
import { loadFamily } from "./evolved-family.js";
import { generationTasks } from "./generation-tasks.js";
import { LifetimeRunner } from "./lifetimes.js";
import type { EvolutionPlan } from "./plan-evolution.js";

/** Milliseconds of lifetimes, and as many before them, in which the code is new. */
const MEASURED = 150;
/** Longer lifetimes are taken to go on as they begin. */
const MOST_UPDATES = 50;
const MOST_MEMBERS = 64;
const MOST_TASKS = 8;
/** Threads begin, and the figure is drawn. */
const RUN_SECONDS = 1;
/** Of each generation: the search's own step, its files, workers that wait for the last of them. */
const GENERATION_SECONDS = 0.02;

/**
 * A guess at how long an evolution takes, from a piece of its first generation that is really played. Lifetimes become
 * longer as episodes do, or shorter: between their length at first and the environment's time limit it takes the
 * geometric mean.
 *
 * @param workers threads that run at once
 * @throws {UsageError | AgentConfigError | GymnasiumError} where policies cannot live so
 */
export async function estimateEvolution(plan: EvolutionPlan, workers: number): Promise<Estimate> {
  const family = await loadFamily(plan);
  const { seconds, steps, longest } = measureLifetimes(plan, family);
  const { generations, population, tasks, validation } = plan;
  const validations = Math.ceil(generations / validation.every);
  const lifetimes = generations * population * tasks + validations * validation.tasks;
  const threads = Math.min(workers, population * tasks);
  const secondsFor = (length: number): number =>
    RUN_SECONDS + generations * GENERATION_SECONDS + (lifetimes * length * seconds) / threads;
  return {
    seconds: secondsFor(Math.sqrt(steps * (longest ?? steps))),
    atMost: longest === undefined ? undefined : secondsFor(longest),
  };
}

interface LifetimeSpeed {
  /** Of one step, or sample. */
  readonly seconds: number;
  /** Of a lifetime, and the most that it may have; undefined where there is no limit. */
  readonly steps: number;
  readonly longest: number | undefined;
}

function measureLifetimes(plan: EvolutionPlan, family: TaskFamily): LifetimeSpeed {
  const { agent: config, topDown, batch, seed } = plan;
  const updates = Math.min(plan.updates, MOST_UPDATES);
  const runner = new LifetimeRunner({ family, config, rule: "tdca", updates, topDown, batch });
  const trials = generationTasks(family, { ...plan, tasks: Math.min(plan.tasks, MOST_TASKS) }, 0);
  const own = unevolvedParameters(topDown, seed);
  const play = (members: number): { steps: number; lifetimes: number; milliseconds: number } => {
    const before = process.cpuUsage();
    const { steps } = runner.run(new Array<Float32Array>(members).fill(own), trials.tasks, trials.seeds);
    const { user, system } = process.cpuUsage(before);
    return { steps, lifetimes: members * trials.tasks.length, milliseconds: (user + system) / 1000 };
  };
  let played = play(1);
  for (let members = 1, spent = played.milliseconds; spent < 2 * MEASURED && members < MOST_MEMBERS; ) {
    members *= 2;
    played = play(members);
    spent += played.milliseconds;
  }
  const whole = (plan.updates + 1) / (updates + 1);
  const steps = (played.steps / played.lifetimes) * whole;
  return {
    seconds: played.milliseconds / 1000 / played.steps,
    steps,
    longest: longestLifetime(plan, family, steps),
  };
}

function longestLifetime(
  { agent, updates, batch }: EvolutionPlan,
  family: TaskFamily,
  steps: number,
): number | undefined {
  if (agent.feedback === "label") return (updates + 1) * batch;
  const episodes = (updates + 1) * agent.batchReturn.episodes;
  if (steps <= episodes) return episodes;
  const { spec } = family.makeVec(family.sample("training", 0, 1));
  const limit = spec.maxEpisodeSteps ?? -1;
  return limit < 0 ? undefined : episodes * limit;
}
