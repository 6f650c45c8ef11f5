import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_AGENT } from "../../../agents/config.js";
import type { EnvironmentSource } from "../../../src/experiment/environments.js";
import type { Plan } from "../../../src/experiment/plan.js";
import { writeChecksums } from "../../../src/experiment/store/checksums.js";
import { writeExperiment } from "../../../src/experiment/store/run-folder.js";
import type { TrialStatus } from "../../../src/experiment/trial.js";
import { seededUniform } from "../../../src/statistics/index.js";

export interface SyntheticRun {
  readonly environments: readonly string[];
  readonly rules: readonly string[];
  readonly seeds: number;
  /** Points of each curve, an episode each. */
  readonly points: number;
  readonly name?: string;
  readonly description?: string;
  /** Of an environment; its name, without arguments, unless given. */
  readonly sourceOf?: (env: string) => EnvironmentSource;
  /** What is to be different in some trials. */
  readonly change?: (env: string, rule: string, seed: number) => Partial<TrialStatus> | undefined;
}

/** Writes the folder of a run whose curves are made up: they show no rule's real behaviour. */
export function writeSyntheticRun(folder: string, run: SyntheticRun): void {
  const { environments, rules, points, change, sourceOf = (id) => ({ id, kwargs: {} }) } = run;
  const seeds = Array.from({ length: run.seeds }, (_, k) => k + 1);
  const plan: Plan = {
    name: run.name ?? "synthetic",
    ...(run.description !== undefined && { description: run.description }),
    engine: "wasm",
    retries: 0,
    seeds,
    arms: environments.flatMap((env, e) =>
      rules.map((rule, r) => ({
        ...{ env, rule, source: sourceOf(env), budget: { episodes: points }, batch: 1 },
        agent: DEFAULT_AGENT,
        scoreRange: { low: 0, high: 500 },
        folder: `trials/env-${e}/rule-${r}`,
      })),
    ),
    published: [],
  };
  mkdirSync(folder, { recursive: true });
  writeExperiment(folder, plan);
  plan.arms.forEach((arm, index) => {
    for (const seed of seeds) {
      const own = join(folder, arm.folder, String(seed));
      mkdirSync(own, { recursive: true });
      const { text, steps, average, final } = curve(points, index, seed);
      writeFileSync(join(own, "curve.jsonl"), text);
      const status: TrialStatus = {
        ...{ env: arm.env, rule: arm.rule, seed, status: "done", episodes: points, steps },
        ...{ averageReturn: average, finalReturn: final },
        ...change?.(arm.env, arm.rule, seed),
      };
      writeFileSync(join(own, "status.json"), `${JSON.stringify(status, null, 2)}\n`);
      if (status.status !== "done") continue;
      writeFileSync(join(own, "timing.json"), '{ "seconds": 12.5, "stepsPerSecond": 40000 }\n');
      writeChecksums(own, ["curve.jsonl", "status.json"]);
    }
  });
}

/** A curve that rises with noise, as bins of one episode each. */
function curve(points: number, arm: number, seed: number) {
  const uniform = seededUniform(1000 * arm + seed);
  const best = 100 + 400 * uniform();
  const pace = points * (0.05 + 0.3 * uniform());
  const lines: string[] = [];
  const returns: number[] = [];
  let steps = 0;
  for (let k = 0; k < points; k++) {
    const value = (best * k) / (pace + k) + 60 * (uniform() + uniform() - 1);
    const length = 1 + Math.round(Math.abs(value));
    steps += length;
    returns.push(value);
    lines.push(
      `${JSON.stringify({ episode: k + 1, step: steps, meanReturn: value, meanLength: length, episodes: 1 })}\n`,
    );
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...{ text: lines.join(""), steps },
    ...{ average: mean(returns), final: mean(returns.slice(-Math.ceil(points / 10))) },
  };
}
