import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import native from "../../experiments/cart-pole.js";
import bridged from "../../experiments/gymnasium-cart-pole.js";
import type { Experiment } from "../../src/experiment/definition.js";
import { planExperiment } from "../../src/experiment/plan.js";
import { readEpisodes } from "../../src/experiment/store/episode-log.js";
import { runTrial } from "../../src/experiment/trial.js";
import { testPython } from "../python.js";
import { temporaryFolder } from "./tiny.js";

const root = temporaryFolder();
const EPISODES = 100;
/** A last bit of a sine may part the two for good: here `backprop` on seed 3 does in episode 115, step 8975. */
const SURELY_EQUAL = 40;

beforeAll(() => {
  testPython();
});

async function returnsOf(experiment: Experiment, rule: string): Promise<readonly number[]> {
  const { arms, engine } = planExperiment({ experiment, directory: root }, { rules: [rule] });
  const folder = join(root, experiment.name, rule);
  const budget = { episodes: EPISODES };
  const record = await runTrial(
    { ...arms[0]!, engine, budget, seed: 3, retries: 0, folder },
    { stop: { requested: false } },
  );
  expect(record).toMatchObject({ status: "done", episodes: EPISODES });
  return [...readEpisodes(join(folder, "episodes.bin"))].flatMap(({ returns }) => [...returns]);
}

it.each(["weight-max", "backprop"])(
  "Python's CartPole gives a trial the episodes of ours: %s",
  async (rule) => {
    const ours = await returnsOf(native, rule);
    const theirs = await returnsOf(bridged, rule);
    const parted = ours.findIndex((value, episode) => value !== theirs[episode]);
    expect(parted === -1 ? EPISODES : parted).toBeGreaterThanOrEqual(SURELY_EQUAL);
  },
);

it("the two experiments differ in their environment only", () => {
  const { name: _name, description: _description, environments: _all, variants, ...settings } = bridged;
  expect(native).toMatchObject(settings);
  const { published: _published, ...reference } = variants!.reference!;
  expect(native.variants!.reference).toMatchObject(reference);
});
