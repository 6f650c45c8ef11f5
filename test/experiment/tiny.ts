import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type AgentConfig, DEFAULT_AGENT } from "../../agents/config.js";
import type { Experiment } from "../../src/experiment/definition.js";

/** A valid experiment to change one thing of. */
export const EXPERIMENT: Experiment = {
  name: "tiny",
  environments: ["CartPole-v1"],
  rules: ["reinforce", "weight-max"],
  seeds: 2,
  budget: { episodes: 10 },
};

/** A network that takes no time to train. */
export const TINY_AGENT: AgentConfig = {
  ...DEFAULT_AGENT,
  hidden: [4],
  rates: [0.01, 0.001],
  critic: { ...DEFAULT_AGENT.critic, hidden: [4], rates: [0.01, 0.001] },
};

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
