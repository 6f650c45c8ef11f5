import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { creditgym } from "./creditgym.js";
import { otherNode } from "./other-node.js";

const TRIAL = [
  "compare",
  "--env",
  "CartPole-v1",
  "--rules",
  "weight-max,unbiased-weight-max",
  "--seeds",
  "2",
];

describe.each(["22", "24"])("on Node %s", (version) => {
  let node: string;
  let remove: () => void;

  beforeAll(() => {
    ({ node, remove } = otherNode(version));
  });

  afterAll(() => remove());

  test("it is that Node", () => {
    expect(execFileSync(node, ["--version"], { encoding: "utf8" })).toMatch(new RegExp(`^v${version}\\.`));
  });

  test("every command works", async () => {
    expect(await creditgym(["rules"], node)).toContain("weight-max");
    expect(await creditgym(["verify", "--rules", "reinforce,weight-max"], node)).toContain(
      "The check holds.",
    );
  });

  test("an experiment in TypeScript trains in its workers, with the same numbers for any number of them", async () => {
    const run = async (workers: string) => {
      const output = await creditgym([...TRIAL, "--episodes", "30", "--workers", workers, "--json"], node);
      const { trials } = JSON.parse(output);
      return trials.map(({ averageReturn, steps }: Record<string, number>) => ({ averageReturn, steps }));
    };
    expect(await run("1")).toEqual(await run("2"));
  });
});
