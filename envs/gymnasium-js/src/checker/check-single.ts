import { unwrapped } from "../wrappers/wrapper.js";
import type { CheckContext } from "./check-env.js";
import { kindOf } from "./diagnose.js";
import { difference, play, record } from "./play.js";
import { text, whole } from "./text.js";

/** A step before the first reset must be refused. */
export function checkOrder({ make, report }: CheckContext): void {
  const env = make();
  const action = env.actionSpace.sample();
  try {
    env.step(action);
  } catch {
    return;
  }
  report(
    "reset before step",
    "step",
    "a step before the first reset was not refused",
    "throw ResetNeededError, or wrap the environment in OrderEnforcing",
  );
}

/** Runs that must equal the first one. */
const REPETITIONS = 3;

/** Equal seeds give equal runs, and a reset without a seed goes on with the generator. */
export function checkDeterminism({ make, seed, steps, report }: CheckContext): void {
  const env = make();
  const first = record(env, seed, steps);
  for (let again = 0; again < REPETITIONS; again++) {
    const second = record(env, seed, steps);
    const at = difference(first, second);
    if (at < 0) continue;
    report(
      "determinism",
      at === 0 ? "reset(seed)" : `step ${at - 1} after reset(seed)`,
      `with the seed ${seed}, one run gave ${short(first[at])} and the next ${short(second[at])}`,
      "draw all randomness from a generator that reset(seed) restarts, and let reset clear all else",
    );
    return;
  }
}

/** A restored state continues as the original did. */
export function checkStateRoundTrip({ make, seed, steps, report }: CheckContext): void {
  const env = make();
  // Wrappers have both or neither.
  const inner = unwrapped(env);
  if ((inner.state === undefined) !== (inner.restore === undefined)) {
    const missing = inner.state === undefined ? "state" : "restore";
    report("state", missing, `${missing}() is missing`, "have both state() and restore(), or neither");
    return;
  }
  if (env.state === undefined || env.restore === undefined) return;
  inner.reset({ seed });
  const bare: unknown = inner.state!();
  if (!(bare instanceof Uint8Array)) {
    report("state", "state", `it returned ${text(bare)} (${kindOf(bare)})`, "return a Uint8Array");
    return;
  }
  env.reset({ seed });
  // Saved at several places, and run on for several lengths: an environment that comes round to where it
  // was would not show what was left out.
  for (const [played, length] of [
    [Math.ceil(steps / 2), steps],
    [1, steps + 1],
    [2, steps + 3],
  ] as const) {
    for (const _ of play(env, seed, played));
    const saved = env.state();
    const onward = (): string[] => Array.from(play(env, seed + 1, length), ({ result }) => whole(result));
    const expected = onward();
    env.restore(saved);
    const at = difference(expected, onward());
    env.restore(saved);
    if (at < 0) continue;
    report(
      "state",
      `step ${at} after restore`,
      "the restored environment went on differently from the saved one",
      "put everything that decides the future into state(), the generator included, and copy it",
    );
    return;
  }
}

/** Stepping one instance must not touch another. */
export function checkIndependence({ make, seed, steps, report }: CheckContext): void {
  const alone = record(make(), seed, steps);
  const [one, other] = [make(), make()];
  if (one === other) {
    report(
      "independence",
      "factory",
      "it returned the same environment twice",
      "make a new environment each time",
    );
    return;
  }
  const lines = [whole(one.reset({ seed }).observation)];
  other.reset({ seed: seed + 1 });
  const disturber = play(other, seed + 1, steps);
  for (const { result } of play(one, seed, steps)) {
    lines.push(whole(result));
    disturber.next();
  }
  const at = difference(alone, lines);
  if (at >= 0) {
    report(
      "independence",
      at === 0 ? "reset" : `step ${at - 1}`,
      "its run changed when another instance was stepped",
      "keep state and generator in the instance, not in the module or in static fields",
    );
  }
}

function short(line: string | undefined): string {
  const plain = (line ?? "nothing").replaceAll('"', "");
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}

/** Steps in which some episode should end. */
const PATIENCE = 20_000;

/** Advice for an environment that goes on and on: without a time limit its episodes have no end. */
export function checkEnds({ make, seed, report }: CheckContext): void {
  const env = make();
  if (env.spec?.maxEpisodeSteps !== undefined) return;
  env.reset({ seed });
  for (const { result } of play(env, seed, PATIENCE)) if (result.terminated || result.truncated) return;
  env.close?.();
  report(
    "time limit",
    "episodes",
    `none ended within ${PATIENCE} random steps, and there is no time limit`,
    "give it one: wrap it in TimeLimit, or register it with maxEpisodeSteps",
    "advice",
  );
}
