import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { AsyncEnv, Env } from "gymnasium-js";
import { Observable } from "rxjs";
import { environmentOf } from "../evaluate/evaluation.js";
import { framesPerSecond, isSvg, pictureOf } from "../evaluate/picture.js";
import { type Moment, play } from "../evaluate/play.js";
import { SavedPolicy } from "../evaluate/saved-policy.js";
import { openEngine } from "../experiment/engines.js";
import { trialSource } from "../experiment/family-source.js";
import type { Plan, PlannedArm } from "../experiment/plan.js";
import { decodeCheckpoint } from "../experiment/store/checkpoint.js";
import { FreeCores } from "./free-cores.js";
import type { PolicyFrame, PolicyWaiting } from "./messages.js";
import { isDrawn } from "./run-head.js";

/** A trial whose network is to be watched. */
export interface WatchedTrial {
  /** Its source is the trial's own. */
  readonly arm: PlannedArm;
  readonly seed: number;
  readonly folder: string;
  readonly engine: Plan["engine"];
}

/** Pictures a second, at most: enough to see what happens, and little work. */
const MOST_FPS = 15;
/** The same where no core is free, in slow motion: drawing more would hold up training. */
const MOST_FPS_CROWDED = 2;
/** The last picture of an episode stays for so many milliseconds. */
const PAUSE = 500;
/** Milliseconds until a network that was not saved yet is looked for again. */
const LOOK_EVERY = 1000;
/** Where episodes do not end, the network is read again after so many steps; in slow motion sooner. */
const MOST_STEPS = 2000;
const MOST_STEPS_CROWDED = 160;

/** Finds a trial of a plan; undefined where it has none such, or one that is not to be watched. */
export function watchedTrial(
  folder: string,
  { arms, seeds, engine }: Plan,
  wanted: { readonly env: string | null; readonly rule: string | null; readonly seed: number },
): WatchedTrial | undefined {
  const { env, rule, seed } = wanted;
  const arm = arms.find((one) => one.env === env && one.rule === rule);
  if (arm === undefined || !isDrawn(arm) || !seeds.includes(seed)) return undefined;
  const source = trialSource(arm.source, seed);
  return { arm: { ...arm, source }, seed, folder: join(folder, arm.folder, String(seed)), engine };
}

/**
 * Plays with the network that a trial has saved, at the environment's own speed where a core is free, and takes the
 * newest one for each episode; says so while there is none. Cold: nothing is played without a subscription. What cannot
 * be played is an error.
 */
export function playPolicy(trial: WatchedTrial): Observable<PolicyFrame | PolicyWaiting> {
  return new Observable((subscriber) => {
    const stop = new AbortController();
    playOn(trial, stop.signal, (news) => subscriber.next(news)).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => stop.abort();
  });
}

async function playOn(
  { arm, folder, engine: planned }: WatchedTrial,
  signal: AbortSignal,
  tell: (news: PolicyFrame | PolicyWaiting) => void,
): Promise<void> {
  const env = await environmentOf(arm, "svg");
  // TensorFlow would take the device that others train on.
  const engine = await openEngine({ engine: planned === "tf" ? "wasm" : planned });
  try {
    const { observationSpace, actionSpace } = env;
    const policy = new SavedPolicy(arm, { engine, observationSpace, actionSpace, seed: 1, greedy: false });
    const cores = new FreeCores();
    let episode = 0;
    while (!signal.aborted) {
      const saved = readSaved(folder);
      if (saved === undefined) {
        tell({ hasBegun: existsSync(join(folder, "status.json")) });
        await pause(LOOK_EVERY, signal);
        continue;
      }
      episode++;
      policy.restore(saved.agent);
      const trained = { episodes: saved.tracker.episodes, steps: saved.tracker.transitions };
      const onStep = spectator(env, cores, signal, (svg, { step, return: total }, isSlow) =>
        tell({ svg, episode, step, return: total, trained, isSlow }),
      );
      const maxSteps = cores.areNone ? MOST_STEPS_CROWDED : MOST_STEPS;
      await play(env, policy, { episodes: 1, seed: episode, maxSteps, signal, onStep });
    }
  } finally {
    engine.dispose?.();
    await env.close?.();
  }
}

/** Undefined where nothing was saved yet. @throws {Error} for what is no checkpoint */
function readSaved(folder: string): ReturnType<typeof decodeCheckpoint> | undefined {
  const path = join(folder, "checkpoint.safetensors");
  return existsSync(path) ? decodeCheckpoint(readFileSync(path)) : undefined;
}

/** What to call after every reset and step: shows some of them, and waits until the next is due. */
function spectator(
  env: Env | AsyncEnv,
  cores: FreeCores,
  signal: AbortSignal,
  show: (svg: string, moment: Moment, isSlow: boolean) => void,
): (moment: Moment) => Promise<void> {
  const fps = framesPerSecond(env);
  const every = Math.ceil(fps / MOST_FPS);
  let due = performance.now();
  return async (moment) => {
    if (signal.aborted || (moment.step % every !== 0 && !moment.ended)) return;
    const picture = await pictureOf(env);
    if (typeof picture !== "string" || !isSvg(picture))
      throw new Error("This environment draws no pictures.");
    const usual = (1000 * every) / fps;
    const apart = cores.areNone ? Math.max(usual, 1000 / MOST_FPS_CROWDED) : usual;
    show(picture, moment, apart > usual);
    due = Math.max(due + apart, performance.now());
    await pause(due - performance.now() + (moment.ended ? PAUSE : 0), signal);
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Whoever stops it looks at the signal.
  await setTimeout(Math.max(0, milliseconds), undefined, { signal }).catch(() => {});
}
