import { describe, expect, it } from "vitest";
import { Network } from "../../agents/networks/network.js";
import { backprop } from "../../agents/rules/backprop.js";
import { reinforce } from "../../agents/rules/reinforce.js";
import { unbiasedWeightMax } from "../../agents/rules/unbiased-weight-max.js";
import { weightMax, weightMaxAuthor } from "../../agents/rules/weight-max.js";
import { createReferenceEngine } from "../../src/engine/reference/reference-engine.js";
import { dot } from "../../src/verify/agreement.js";
import { exactGradient } from "../../src/verify/exact-gradient.js";
import { multiplexerNetwork, multiplexerQuestions } from "../../src/verify/multiplexer.js";
import { UpdateSampler } from "../../src/verify/update-moments.js";
import { logLogSlope, updateVariances } from "../../src/verify/update-variance.js";

const questions = multiplexerQuestions();

describe("the multiplexer", () => {
  it("asks all 2048 questions once, and answers with the addressed bit", () => {
    expect(new Set(questions.map(({ observation }) => observation.join())).size).toBe(2048);
    for (const { observation, answer } of questions) {
      const [a, b, c, ...data] = observation.map((value) => (value + 1) / 2);
      expect(data[4 * a + 2 * b + c]).toBe(answer);
    }
  });
});

describe("UpdateSampler", () => {
  it("estimates the squared norm of the gradient that enumeration finds", () => {
    const spec = multiplexerNetwork(3, "bernoulli");
    const network = new Network(createReferenceEngine(), spec, 1, 1);
    network.initialise([5], "initialisation");
    const { gradient } = exactGradient({
      id: "multiplexer",
      spec,
      weights: network.layers.map(({ weights }) => Float64Array.from(weights.data)),
      inputs: questions.map(({ observation }) => observation),
      inputProbabilities: questions.map(() => 1 / questions.length),
      rewards: questions.map(({ answer }) => (answer === 1 ? [-1, 1] : [1, -1])),
    });
    const exact = dot([gradient[0]], [gradient[0]]);
    const sampler = new UpdateSampler(createReferenceEngine(), 3, [unbiasedWeightMax], questions);
    const [{ squaredMean }] = sampler.measure(5, 60);
    expect(squaredMean / exact).toBeGreaterThan(0.9);
    expect(squaredMean / exact).toBeLessThan(1.1);
  });

  it("gives the same figures for the same network", () => {
    const sampler = new UpdateSampler(createReferenceEngine(), 8, [unbiasedWeightMax], questions);
    const once = sampler.measure(1, 2);
    expect(sampler.measure(2, 2)).not.toEqual(once);
    expect(sampler.measure(1, 2)).toEqual(once);
  });
});

describe("logLogSlope", () => {
  it.each([0, 0.5, 1, -2])("finds the power %f", (power) => {
    const rows = [8, 16, 64].map((width) => ({ width, value: 5 * width ** power }));
    expect(logLogSlope(rows)).toBeCloseTo(power, 12);
  });
});

describe("variance by width", () => {
  const rows = updateVariances([reinforce, weightMax, unbiasedWeightMax, backprop], createReferenceEngine(), {
    widths: [8, 32, 128],
    initialisations: 2,
    passes: 2,
  });

  it("grows for REINFORCE and stays for Unbiased Weight Maximization", () => {
    expect(logLogSlope(rows.get("reinforce")!)).toBeGreaterThan(0.5);
    expect(Math.abs(logLogSlope(rows.get("unbiased-weight-max")!))).toBeLessThan(0.15);
    expect(Math.abs(logLogSlope(rows.get("weight-max")!))).toBeLessThan(0.25);
    expect(Math.abs(logLogSlope(rows.get("backprop")!))).toBeLessThan(0.25);
  });

  it("has the size that prototypes found", () => {
    for (const { value } of rows.get("unbiased-weight-max")!) {
      expect(value).toBeGreaterThan(80);
      expect(value).toBeLessThan(170);
    }
    for (const { value, scaleMatched } of rows.get("weight-max")!) {
      expect(value).toBeGreaterThan(700);
      expect(value).toBeLessThan(1500);
      // Its updates of the hidden layer are about twice the gradient.
      expect(value / scaleMatched).toBeGreaterThan(3);
      expect(value / scaleMatched).toBeLessThan(5);
    }
    const [narrow, , wide] = rows.get("reinforce")!;
    expect(narrow.value).toBeGreaterThan(5e3);
    expect(wide.value).toBeGreaterThan(5e4);
  });

  it("names width, layer and standard error of each figure", () => {
    const figures = rows.get("unbiased-weight-max")!;
    expect(figures.map(({ width, layer }) => [width, layer])).toEqual([
      [8, 1],
      [32, 1],
      [128, 1],
    ]);
    for (const { standardError, value } of figures) {
      expect(standardError).toBeGreaterThan(0);
      expect(standardError).toBeLessThan(value / 2);
    }
  });

  it("is left out for rules whose update depends on the optimizer", () => {
    const options = { widths: [8], initialisations: 1, passes: 2 };
    expect(
      updateVariances([weightMaxAuthor], createReferenceEngine(), options).get("weight-max-author"),
    ).toEqual([]);
  });
});
