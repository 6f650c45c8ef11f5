import { experimentByEnvironment } from "../../experiments/index.js";
import type { EnvironmentChoice, Experiment } from "./definition.js";
import { findEnvironment } from "./environments.js";
import { loadShipped } from "./load-experiment.js";
import { asRecorded, layersOf, type Plan, resolvePlan } from "./plan.js";
import type { CommandLineSettings } from "./schema.js";

/** For environments that nobody has tuned rates for. */
const GENERIC: Experiment = {
  name: "compare",
  environments: ["none"],
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: 3,
  budget: { episodes: 500 },
};

/**
 * The plan for environments without an experiment: for each the settings of the experiment that
 * records them, or the default agent's.
 */
export async function planEnvironments(
  environments: readonly EnvironmentChoice[],
  commandLine: CommandLineSettings,
): Promise<Plan> {
  const directory = process.cwd();
  const found = await Promise.all(
    environments.map(async (choice) => {
      const name = experimentByEnvironment[findEnvironment(choice, directory).id];
      return name === undefined ? GENERIC : (await loadShipped(name)).experiment;
    }),
  );
  const [first, ...others] = found;
  const { name, description } = others.every((one) => one === first) ? first! : GENERIC;
  return resolvePlan(
    {
      name: commandLine.name ?? name,
      description: commandLine.description ?? description,
      variant: commandLine.variant ?? first!.variant,
    },
    environments.map((choice, k) => ({
      choice: asRecorded(choice, found[k]!),
      directory,
      // Which environments there are has been decided.
      layers: layersOf({ experiment: found[k]!, directory }, commandLine),
    })),
  );
}
