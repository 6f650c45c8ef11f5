import type { Env, StepResult } from "../env.js";
import type { CheckContext } from "./check-env.js";
import { text } from "./check-space.js";

/** Steps an environment by random actions, resetting it where it ends, and yields what it gave. */
function* play(
  env: Env,
  seed: number,
  steps: number,
): Generator<{ step: number; result: StepResult<unknown> }> {
  env.actionSpace.seed(seed);
  for (let step = 0; step < steps; step++) {
    const result = env.step(env.actionSpace.sample());
    yield { step, result };
    if (result?.terminated === true || result?.truncated === true) env.reset();
  }
}

/** A run as text, which keeps it when the environment reuses its arrays. */
function record(env: Env, seed: number, steps: number): string[] {
  const lines = [text(env.reset({ seed }).observation)];
  for (const { result } of play(env, seed, steps)) lines.push(text(result));
  return lines;
}

function difference(a: readonly string[], b: readonly string[]): number {
  return a.findIndex((line, i) => line !== b[i]);
}

function checkObservation(
  env: Env,
  observation: unknown,
  where: string,
  report: CheckContext["report"],
): void {
  const space = env.observationSpace;
  const kind = ArrayBuffer.isView(observation) ? observation.constructor.name : typeof observation;
  if (space.contains(observation)) return;
  report(
    "observations",
    where,
    `the observation ${text(observation)} (${kind}) is not in ${space}`,
    "give values of the space's shape and dtype within its bounds, or change the space",
  );
}

/** Results of reset and step: contained, finite, of the right types. */
export function checkBehaviour(env: Env, { seed, steps, report }: CheckContext): void {
  const first = env.reset({ seed });
  if (typeof first !== "object" || first === null || !("observation" in first)) {
    report("results", "reset", `it returned ${text(first)}`, "return { observation, info }");
    return;
  }
  checkObservation(env, first.observation, "reset", report);
  if (typeof first.info !== "object" || first.info === null) {
    report(
      "results",
      "reset",
      `info is ${text(first.info)}`,
      "return an object, {} when there is nothing to say",
    );
  }
  for (const { step, result } of play(env, seed, steps)) {
    const where = `step ${step}`;
    if (typeof result !== "object" || result === null || !("observation" in result)) {
      report(
        "results",
        where,
        `it returned ${(result as unknown) instanceof Promise ? "a promise" : text(result)}`,
        "return { observation, reward, terminated, truncated, info }",
      );
      return;
    }
    checkObservation(env, result.observation, where, report);
    if (typeof result.reward !== "number" || !Number.isFinite(result.reward)) {
      const kind = typeof result.reward === "string" ? " (a string)" : "";
      report("rewards", where, `the reward is ${text(result.reward)}${kind}`, "return a finite number");
    }
    for (const flag of ["terminated", "truncated"] as const) {
      if (typeof result[flag] !== "boolean") {
        report("flags", where, `${flag} is ${text(result[flag])}`, "return true or false");
      }
    }
    if (typeof result.info !== "object" || result.info === null) {
      report(
        "results",
        where,
        `info is ${text(result.info)}`,
        "return an object, {} when there is nothing to say",
      );
    }
  }
}

/** A step before the first reset must be refused. */
export function checkOrder({ make, report }: CheckContext): void {
  const env = make();
  const action = env.actionSpace.sample();
  try {
    env.step(action);
  } catch {
    return;
  } finally {
    env.close?.();
  }
  report(
    "reset before step",
    "step",
    "a step before the first reset was not refused",
    "throw ResetNeededError, or wrap the environment in OrderEnforcing",
  );
}

/** Equal seeds give equal runs, and a reset without a seed goes on with the generator. */
export function checkDeterminism({ make, seed, steps, report }: CheckContext): void {
  const env = make();
  const first = record(env, seed, steps);
  const second = record(env, seed, steps);
  const at = difference(first, second);
  if (at >= 0) {
    report(
      "determinism",
      at === 0 ? "reset(seed)" : `step ${at - 1} after reset(seed)`,
      `with the seed ${seed}, one run gave ${first[at]} and the next ${second[at]}`,
      "draw all randomness from a generator that reset(seed) restarts, and let reset clear all else",
    );
  }
}

/** A restored state continues as the original did. */
export function checkStateRoundTrip({ make, seed, steps, report }: CheckContext): void {
  const env = make();
  if (env.state === undefined && env.restore === undefined) return;
  if (env.state === undefined || env.restore === undefined) {
    const missing = env.state === undefined ? "state" : "restore";
    report("state", missing, `${missing}() is missing`, "have both state() and restore(), or neither");
    return;
  }
  env.reset({ seed });
  for (const _ of play(env, seed, Math.ceil(steps / 2)));
  const saved = env.state();
  if (!(saved instanceof Uint8Array)) {
    report("state", "state", `it returned ${text(saved)}`, "return a Uint8Array");
    return;
  }
  const onward = (): string[] => Array.from(play(env, seed + 1, steps), ({ result }) => text(result));
  const expected = onward();
  env.restore(saved);
  const at = difference(expected, onward());
  if (at >= 0) {
    report(
      "state",
      `step ${at} after restore`,
      "the restored environment went on differently from the saved one",
      "put everything that decides the future into state(), the generator included, and copy it",
    );
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
  const lines = [text(one.reset({ seed }).observation)];
  other.reset({ seed: seed + 1 });
  const disturber = play(other, seed + 1, steps);
  for (const { result } of play(one, seed, steps)) {
    lines.push(text(result));
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
