import { experimentByEnvironment } from "../../experiments/index.js";
import type { EnvironmentChoice, Experiment, FamilyChoice } from "./definition.js";
import { findEnvironment } from "./environments.js";
import { findFamily } from "./find-family.js";
import { loadShipped } from "./load-experiment.js";
import { asRecorded, layersOf, type Plan, resolvePlan } from "./plan.js";
import type { CommandLineSettings } from "./schema.js";

/** For environments and families that nobody has tuned rates for. */
const GENERIC: Experiment = {
  name: "compare",
  rules: ["reinforce", "weight-max", "unbiased-weight-max", "straight-through", "backprop"],
  seeds: 3,
  budget: { episodes: 500 },
};

/**
 * The plan for environments and families without an experiment: for each the settings of the experiment that
 * records them, or the default agent's.
 *
 * @param replicas trials of an arm that are to be trained as one, on which engine "auto" depends
 */
export async function planEnvironments(
  environments: readonly EnvironmentChoice[],
  commandLine: CommandLineSettings,
  families: readonly FamilyChoice[] = [],
  replicas = 1,
): Promise<Plan> {
  const directory = process.cwd();
  const ofEnvironments = await Promise.all(
    environments.map(async (choice) => {
      const name = experimentByEnvironment[findEnvironment(choice, directory).id];
      const found = name === undefined ? { experiment: GENERIC, directory } : await loadShipped(name);
      return {
        found,
        source: findEnvironment(asRecorded(choice, found.experiment.environments), directory),
      };
    }),
  );
  const ofFamilies = families
    .flatMap((choice) => findFamily(choice, directory))
    .map((source) => ({ found: { experiment: GENERIC, directory }, source }));
  const all = [...ofEnvironments, ...ofFamilies];
  const [first, ...others] = all.map(({ found }) => found.experiment);
  const { name, description } = others.every((one) => one === first) ? first! : GENERIC;
  return resolvePlan(
    {
      name: commandLine.name ?? name,
      description: commandLine.description ?? description,
      variant: commandLine.variant ?? first!.variant,
    },
    // Which environments there are has been decided.
    all.map(({ found, source }) => ({ source, layers: layersOf(found, commandLine) })),
    replicas,
  );
}
