import { expect, test } from "vitest";
import { averageReturn, compare } from "./creditgym.js";

test("multiplexer, 200 k episodes: both weight-max rules are far above reinforce at its own best rates", async () => {
  const rules = ["reinforce", "weight-max", "unbiased-weight-max"];
  const result = await compare(
    "multiplexer",
    "--rules",
    rules.join(),
    "--seeds",
    "3",
    "--episodes",
    "200000",
  );
  const reinforce = averageReturn(result, "reinforce").mean;
  expect(averageReturn(result, "weight-max").mean).toBeGreaterThan(reinforce + 0.15);
  expect(averageReturn(result, "unbiased-weight-max").mean).toBeGreaterThan(reinforce + 0.15);
});

test("multiplexer, 800 k episodes: the averages that prototypes and the paper report", async () => {
  const rules = ["weight-max", "unbiased-weight-max"];
  const result = await compare(
    "multiplexer",
    "--rules",
    rules.join(),
    "--seeds",
    "3",
    "--episodes",
    "800000",
  );
  expect(averageReturn(result, "weight-max").mean).toBeGreaterThanOrEqual(0.75);
  expect(averageReturn(result, "unbiased-weight-max").mean).toBeGreaterThanOrEqual(0.85);
});

test("CartPole with the reference's settings: the interval over 10 seeds meets the published 390 (43)", async () => {
  const result = await compare("cart-pole", "--set", "variant=reference");
  const { mean, std, meanCi95 } = averageReturn(result, "weight-max-author");
  console.log(
    `weight-max-author, 10 seeds: ${mean.toFixed(0)} (${std.toFixed(0)}) ` +
      `[${meanCi95.map((bound) => bound.toFixed(0)).join(", ")}]; published: 390 (43)`,
  );
  expect(meanCi95[0]).toBeLessThan(390 + 43);
  expect(meanCi95[1]).toBeGreaterThan(390 - 43);
});

test("Acrobot with the reference's settings: the interval over 10 seeds meets the published −97 (3)", async () => {
  const result = await compare("acrobot", "--set", "variant=reference");
  const { mean, std, meanCi95 } = averageReturn(result, "weight-max-author");
  console.log(`weight-max-author, 10 seeds: ${mean.toFixed(0)} (${std.toFixed(0)}); published: −97 (3)`);
  expect(meanCi95[0]).toBeLessThan(-97 + 3);
  expect(meanCi95[1]).toBeGreaterThan(-97 - 3);
});

test("Pendulum: a Gaussian output over hidden units taught by backprop swings up and holds", async () => {
  const result = await compare("pendulum", "--rules", "backprop", "--seeds", "3");
  for (const { finalReturn } of result.trials) expect(finalReturn).toBeGreaterThan(-250);
});

test("MountainCarContinuous: the same solves it", async () => {
  const result = await compare("mountain-car-continuous", "--rules", "backprop", "--seeds", "3");
  for (const { finalReturn } of result.trials) expect(finalReturn).toBeGreaterThan(90);
});
