import type { Env } from "../env.js";
import { make } from "../make.js";
import type { VectorEnv } from "../vector-env.js";
import { checkRender } from "./check-render.js";
import { checkResults } from "./check-results.js";
import {
  checkDeterminism,
  checkEnds,
  checkIndependence,
  checkOrder,
  checkStateRoundTrip,
} from "./check-single.js";
import { checkSpace } from "./check-space.js";
import { checkVectorForm } from "./check-vector.js";
import { thrown } from "./text.js";

/** One thing that is wrong with an environment. */
export interface Finding {
  /** The rule that does not hold. */
  readonly rule: string;
  /** Where it was seen: a field, a call, a step. */
  readonly where: string;
  /** What is wrong, with the value. */
  readonly problem: string;
  /** What to change. */
  readonly remedy: string;
  /** `error`: the contract is broken. `advice`: it holds, but users will stumble. */
  readonly severity: "error" | "advice";
}

export interface CheckEnvOptions {
  /** Seed of the environment and of its actions, 123 unless given. */
  readonly seed?: number;
  /** Steps of each check, 200 unless given. */
  readonly steps?: number;
  /** Makes the vector form; taken from the registered spec unless given. */
  readonly makeVector?: (numEnvs: number) => VectorEnv;
}

/** What the checks share. */
export interface CheckContext {
  readonly make: () => Env;
  readonly seed: number;
  readonly steps: number;
  readonly report: (
    rule: string,
    where: string,
    problem: string,
    remedy: string,
    severity?: Finding["severity"],
  ) => void;
}

const MOST_PER_RULE = 3;

/**
 * Checks an environment against Gymnasium's contract: spaces, results of reset and step, seeds,
 * order of calls, saved states, independence of instances, pictures, and its vector form.
 *
 * @param subject a registered id, a factory, or one environment (then nothing that needs a second
 *   instance is checked). The environment given is stepped and reset.
 * @returns what is wrong, at most three findings a rule; empty when all holds.
 * @throws UnknownEnvironmentError for an unknown id. Errors of the environment become findings.
 */
export function checkEnv(
  subject: string | Env | (() => Env),
  options: CheckEnvOptions = {},
): readonly Finding[] {
  const findings: Finding[] = [];
  const report: CheckContext["report"] = (rule, where, problem, remedy, severity = "error") => {
    if (findings.filter((finding) => finding.rule === rule).length < MOST_PER_RULE) {
      findings.push({ rule, where, problem, remedy, severity });
    }
  };
  const errors = (): number => findings.filter(({ severity }) => severity === "error").length;
  const guard = (
    rule: string,
    where: string,
    body: () => void,
    remedy = "let valid calls succeed",
  ): boolean => {
    const before = errors();
    try {
      body();
    } catch (error) {
      report(rule, where, `it threw ${thrown(error)}`, remedy);
    }
    return errors() === before;
  };
  const factory = typeof subject === "string" ? () => make(subject, { disableEnvChecker: true }) : subject;
  const several = typeof factory === "function";
  let first: Env | undefined;
  if (typeof subject === "string") first = make(subject, { disableEnvChecker: true });
  else {
    const made = guard(
      "construction",
      "factory",
      () => {
        first = several ? factory() : factory;
      },
      "let it give an environment for the arguments that it is given, {} when there are none",
    );
    if (!made) return findings;
  }
  const env = first!;
  const makeNext = (): Env => (several ? factory() : env);
  const context: CheckContext = {
    make: makeNext,
    seed: options.seed ?? 123,
    steps: options.steps ?? 200,
    report,
  };

  let sound = checkMethods(env, report);
  for (const role of ["observationSpace", "actionSpace"] as const) {
    sound = guard("spaces", role, () => checkSpace(env[role], role, report)) && sound;
  }
  // Without sound spaces there is nothing to compare results with.
  if (!sound) return findings;
  if (several) guard("reset before step", "step", () => checkOrder(context));
  // What follows plays the environment: results that cannot be read would only be reported again.
  if (!guard("results", "reset and step", () => checkResults(env, context)) && !readable(findings))
    return findings;
  const repeats = guard("determinism", "reset(seed)", () => checkDeterminism(context));
  guard("state", "state() and restore()", () => checkStateRoundTrip(context));
  // Runs that differ by themselves do not tell who changed them.
  if (several && repeats) guard("independence", "two instances", () => checkIndependence(context));
  guard("render", "render", () => checkRender(context));
  const makeVector = options.makeVector ?? registeredVector(env);
  if (several && makeVector !== undefined) {
    guard("vector form", "vector environment", () => checkVectorForm(makeVector, context));
  }
  if (errors() === 0) guard("time limit", "episodes", () => checkEnds(context));
  guard("close", "close", () => env.close?.());
  return findings;
}

/** Whether reset and step are there to be called. */
function checkMethods(env: Env, report: CheckContext["report"]): boolean {
  const missing = (["reset", "step"] as const).filter((method) => typeof env?.[method] !== "function");
  for (const method of missing) {
    const remedy =
      method === "reset"
        ? "add reset({ seed }), which begins an episode and returns { observation, info }"
        : "add step(action), which returns { observation, reward, terminated, truncated, info }";
    report("methods", method, `there is no method ${method}`, remedy);
  }
  return missing.length === 0;
}

/** Whether the results so far had the right form, whatever was in them. */
function readable(findings: readonly Finding[]): boolean {
  return findings.every(({ rule }) => !["results", "actions", "reset"].includes(rule));
}

function registeredVector(env: Env): ((numEnvs: number) => VectorEnv) | undefined {
  const spec = env.spec;
  const entry = spec?.vectorEntryPoint;
  if (spec === undefined || entry === undefined) return undefined;
  return (numEnvs) => entry(numEnvs, spec.kwargs ?? {}, spec.maxEpisodeSteps, spec);
}
