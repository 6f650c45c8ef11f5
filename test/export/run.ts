import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { creditgym } from "../cli/creditgym.js";

/** Environments whose names hold commas and quotes, vectors and single ones, and a rule with a colon. */
const EXPERIMENT = `export default {
  name: "exported",
  environments: [
    "CartPole-v1",
    { id: "Multiplexer-v0", kwargs: { addressBits: 1 }, maxEpisodeSteps: 1 },
    { id: "Multiplexer-v0", kwargs: { addressBits: 2 }, maxEpisodeSteps: 1 },
  ],
  rules: ["reinforce", "unbiased-weight-max:posterior"],
  seeds: [3, 8],
  budget: { episodes: 700 },
  agent: { hidden: [4], rates: [0.01, 0.001], critic: { hidden: [4], rates: [0.01, 0.001] } },
  perRule: { reinforce: { rates: [0.02, 0.002] } },
  perEnvironment: {
    "CartPole-v1": { budget: { episodes: 30 } },
    "Multiplexer-v0": { batch: 4, agent: { feedback: "reward" } },
  },
};
`;

/** What trials record besides their episodes. */
export const PROBES = [
  ...["--set", "evaluation.episodes=3", "--set", "evaluation.points=2"],
  ...["--set", "diagnostics.points=4", "--set", "diagnostics.decisions=32", "--set", "diagnostics.rounds=8"],
];

/** Runs a small comparison with the built command; returns the run's folder. */
export async function makeRun(parent: string, ...flags: readonly string[]): Promise<string> {
  const experiment = join(parent, "exported.ts");
  writeFileSync(experiment, EXPERIMENT);
  const folder = join(parent, "run");
  const { code, stderr } = await creditgym("compare", experiment, "--out", folder, "--quiet", ...flags);
  if (code !== 0) throw new Error(stderr);
  return folder;
}
