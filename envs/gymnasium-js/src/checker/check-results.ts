import type { Env, StepResult } from "../env.js";
import { unwrapped } from "../wrappers/wrapper.js";
import type { CheckContext } from "./check-env.js";
import { diagnose, kindOf } from "./diagnose.js";
import { play, ResetFailure } from "./play.js";
import { text, thrown, whole } from "./text.js";

type Report = CheckContext["report"];

const RESET_FORM = "return { observation, info }";
const STEP_FORM = "return { observation, reward, terminated, truncated, info }";
/** Episodes that end in their first step before it looks as if a reset had cleared nothing. */
const SUSPICIOUS = 5;

/** Results of reset and step: contained, finite, of the right types, and not changed afterwards. */
export function checkResults(env: Env, { seed, steps, report }: CheckContext): void {
  const first: unknown = env.reset({ seed });
  if (!isResult(first, "reset", "reset", report)) return;
  checkObservation(env, first.observation, "reset", report);
  checkInfo(first.info, "reset", report);
  // Wrappers ask for them once only.
  const inner = unwrapped(env);
  const spaces = [`${inner.observationSpace}`, `${inner.actionSpace}`];
  let before = { where: "reset", observation: first.observation, shown: whole(first.observation) };
  let length = 0;
  const lengths: number[] = [];
  for (const { step, result } of playChecked(env, seed, steps, report)) {
    const where = `step ${step}`;
    if (!isResult(result, "step", where, report)) return;
    if (typeof before.observation === "object" && whole(before.observation) !== before.shown) {
      report(
        "observations",
        before.where,
        "the observation changed when the environment went on: its array is used for the next one too",
        "return a new array, or a copy, each time",
      );
      return;
    }
    checkStep(env, result as StepResult<unknown>, where, report);
    before = { where, observation: result.observation, shown: whole(result.observation) };
    length++;
    if (result.terminated === true || result.truncated === true) {
      lengths.push(length);
      length = 0;
    }
    const now = [`${inner.observationSpace}`, `${inner.actionSpace}`];
    const changed = now.findIndex((space, i) => space !== spaces[i]);
    if (changed >= 0) {
      report(
        "spaces",
        where,
        `${["observationSpace", "actionSpace"][changed]} became ${now[changed]}; it was ${spaces[changed]}`,
        "set both spaces once, when it is made",
      );
      return;
    }
  }
  const [firstLength, ...others] = lengths;
  if (firstLength! > 1 && others.length >= SUSPICIOUS && others.every((one) => one === 1)) {
    report(
      "reset",
      "the step after a reset",
      `the first episode took ${firstLength} steps, and each of the ${others.length} after it ended in its first`,
      "let reset clear everything that says that the episode is over",
    );
  }
}

/** Random steps; an error that a valid action meets is reported with that action. */
function* playChecked(env: Env, seed: number, steps: number, report: Report): ReturnType<typeof play> {
  const run = play(env, seed, steps);
  for (let step = 0; ; step++) {
    let next: ReturnType<typeof run.next>;
    try {
      next = run.next();
    } catch (error) {
      if (error instanceof ResetFailure) {
        report(
          "reset",
          `after step ${step - 1}`,
          `reset() without arguments threw ${thrown(error.cause)}`,
          "let it be called without a seed, as at the end of each episode: reset({ seed } = {})",
        );
      } else {
        report(
          "actions",
          `step ${step}`,
          `an action of ${env.actionSpace} was met with ${thrown(error)}`,
          "take every action of the action space, or mend what throws",
        );
      }
      return;
    }
    if (next.done === true) return;
    const { action, given } = next.value;
    if (whole(action) !== given) {
      report(
        "actions",
        `step ${step}`,
        `the action that was given became ${text(action)}; it was ${given.replaceAll('"', "")}`,
        "leave the action as it is: copy it before changing it",
      );
      return;
    }
    yield next.value;
  }
}

function isResult(
  result: unknown,
  call: "reset" | "step",
  where: string,
  report: Report,
): result is Record<string, unknown> {
  const form = call === "reset" ? RESET_FORM : STEP_FORM;
  if (typeof result === "object" && result !== null && "observation" in result) {
    if (call === "step" && "done" in result && !("terminated" in result)) {
      report(
        "results",
        where,
        "it has done, as in old Gym, instead of terminated and truncated",
        `${STEP_FORM}: terminated for the task's own end, truncated for being cut off`,
      );
      return false;
    }
    return true;
  }
  if (result instanceof Promise) {
    report("results", where, "it returned a promise", `${form} itself: environments are synchronous`);
  } else if (isTuple(result, call)) {
    const like = result.length === 4 ? "as in old Gym" : "as Python's tuples are";
    report("results", where, `it returned an array of ${result.length}, ${like}`, form);
  } else if (call === "reset" && result !== undefined && result !== null) {
    report("results", where, `it returned the observation alone (${kindOf(result)})`, form);
  } else {
    report("results", where, `it returned ${text(result)}`, form);
  }
  return false;
}

/** Whether a result is what Python would return, as an array. */
function isTuple(result: unknown, call: "reset" | "step"): result is readonly unknown[] {
  if (!Array.isArray(result)) return false;
  return call === "step" || (result.length === 2 && typeof result[1] === "object" && result[1] !== null);
}

function checkStep(env: Env, result: StepResult<unknown>, where: string, report: Report): void {
  checkObservation(env, result.observation, where, report);
  if (typeof result.reward !== "number" || !Number.isFinite(result.reward)) {
    const kind = typeof result.reward === "number" ? "" : ` (${kindOf(result.reward)})`;
    report("rewards", where, `the reward is ${text(result.reward)}${kind}`, "return a finite number");
  }
  for (const flag of ["terminated", "truncated"] as const) {
    if (typeof result[flag] !== "boolean") {
      report("flags", where, `${flag} is ${text(result[flag])}`, "return true or false");
    }
  }
  checkInfo(result.info, where, report);
}

function checkObservation(env: Env, observation: unknown, where: string, report: Report): void {
  const found = diagnose(env.observationSpace, observation);
  if (found !== undefined) {
    report("observations", where, `the observation: ${found.problem}`, found.remedy);
  } else if (env.observationSpace.kind === "Box" && Array.isArray(observation)) {
    const remedy = "return a typed array of the space's dtype";
    report(
      "observations",
      where,
      "the observation is a plain array, to be converted at each step",
      remedy,
      "advice",
    );
  }
}

function checkInfo(info: unknown, where: string, report: Report): void {
  if (typeof info !== "object" || info === null || Array.isArray(info)) {
    report("results", where, `info is ${text(info)}`, "return an object, {} when there is nothing to say");
    return;
  }
  const found = unwritable(info, "info", []);
  if (found === undefined) return;
  const remedy = "keep to numbers, texts, booleans, null, arrays and plain objects of these";
  // What is inside itself has no end to be read to.
  const severity = found.endsWith("inside itself") ? "error" : "advice";
  report("info", where, `${found}, which no file or other process can be told`, remedy, severity);
}

/** The first entry that cannot be written down, and what it is; undefined where all can. */
function unwritable(value: unknown, path: string, within: readonly unknown[]): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return `${path} is ${kindOf(value)}`;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  if (within.includes(value)) return `${path} is inside itself`;
  if (!Array.isArray(value) && !isPlain(value)) return `${path} is ${kindOf(value)}`;
  for (const [key, entry] of Object.entries(value)) {
    const found = unwritable(entry, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, [
      ...within,
      value,
    ]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Another realm's objects are plain too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
