import { setImmediate } from "node:timers/promises";
import { type AsyncEnv, allocate, type Env, packingOf } from "gymnasium-js";
import { UsageError } from "../errors/usage-error.js";
import { sentence } from "../experiment/sentence.js";
import { CounterStream } from "../random/streams.js";
import type { SavedPolicy } from "./saved-policy.js";

export interface PlayOptions {
  readonly episodes: number;
  /** Of the environment's first states: the same for every policy. */
  readonly seed: number;
  /** An episode is cut after so many steps. */
  readonly maxSteps: number;
  /** Ends it between two steps; the episode that is under way does not count. */
  readonly signal?: Pick<AbortSignal, "aborted">;
  /** Called after every reset and step. */
  readonly onStep?: (moment: Moment) => Promise<void> | void;
}

/** Where play is. */
export interface Moment {
  /** From 0. */
  readonly episode: number;
  /** Within the episode; 0 after the reset. */
  readonly step: number;
  readonly return: number;
  readonly ended: boolean;
}

export interface PlayedEpisode {
  readonly return: number;
  readonly length: number;
  /** Whether `maxSteps` ended it, not the environment. */
  readonly cut: boolean;
  /** Of its steps whose info told the right action as `label`; left out where there was none. */
  readonly labels?: LabelTally;
}

export interface LabelTally {
  count: number;
  /** Steps in which that action was taken. */
  right: number;
  /** Σ −log p(label). */
  logLoss: number;
}

const YIELD_EVERY = 10;

/** Plays episodes one after the other. @throws {Error} naming episode and step where the environment fails */
export async function play(
  env: Env | AsyncEnv,
  policy: SavedPolicy,
  options: PlayOptions,
): Promise<PlayedEpisode[]> {
  const { episodes, seed, maxSteps, signal, onStep } = options;
  const observed = packingOf(env.observationSpace);
  const acted = packingOf(env.actionSpace);
  // A network has the rows that it was trained with: all see the same, the first acts.
  const observations = allocate(observed.dtype, policy.batch * observed.size);
  const actions = allocate(acted.dtype, policy.batch * acted.size);
  const seeds = new CounterStream(seed, "evaluation");
  const played: PlayedEpisode[] = [];
  let yielded = performance.now();
  for (let episode = 0; episode < episodes; episode++) {
    let total = 0;
    let length = 0;
    let ended = false;
    const labels: LabelTally = { count: 0, right: 0, logLoss: 0 };
    try {
      let { observation } = await env.reset({ seed: draw(seeds) * 2 ** 24 + draw(seeds) });
      await onStep?.({ episode, step: 0, return: 0, ended });
      while (!ended && length < maxSteps) {
        if (performance.now() - yielded > YIELD_EVERY) {
          await setImmediate();
          yielded = performance.now();
        }
        if (signal?.aborted) return played;
        for (let row = 0; row < policy.batch; row++) {
          observed.pack(observation, observations, row * observed.size);
        }
        checkFinite("an observation", observations);
        policy.act(observations, actions);
        const result = await env.step(acted.unpack(actions, 0));
        checkFinite("a reward", [result.reward]);
        compare(policy, actions[0]!, result.info.label, labels);
        observation = result.observation;
        total += result.reward;
        length++;
        ended = result.terminated || result.truncated;
        await onStep?.({ episode, step: length, return: total, ended });
      }
    } catch (error) {
      // Not the environment's: what watches cannot do its work.
      if (error instanceof UsageError) throw error;
      throw new Error(`episode ${episode + 1}, step ${length + 1}: ${sentence(error)}`, { cause: error });
    }
    played.push({ return: total, length, cut: !ended, ...(labels.count > 0 && { labels }) });
  }
  return played;
}

/** Adds the latest act, if its label is known, to a tally. */
function compare(policy: SavedPolicy, action: number, told: unknown, tally: LabelTally): void {
  if (typeof told !== "number" && typeof told !== "bigint") return;
  const logProbability = policy.logProbability(Number(told));
  if (logProbability === undefined) return;
  tally.count++;
  if (action === Number(told)) tally.right++;
  tally.logLoss -= logProbability;
}

function draw(stream: CounterStream): number {
  return Math.floor(stream.uniform() * 2 ** 24);
}

function checkFinite(what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new Error(`the environment gave ${what} that is ${values[i]}`);
  }
}
