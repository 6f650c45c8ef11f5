import { describe, expect, it } from "vitest";
import { diffusionKernel } from "../../../agents/top-down/diffusion.js";
import {
  hiddenCredits,
  type TopDownSpec,
  topDownLayers,
  topDownParameters,
} from "../../../agents/top-down/top-down-spec.js";
import { encodeParameters } from "../../../agents/top-down/top-down-weights.js";
import { unevolvedParameters } from "../../../agents/top-down/unevolved.js";

const gaussian = (credits: number) => ({ kernel: "gaussian" as const, credits, seed: 0 });

describe("the Gaussian kernel", () => {
  it.each([
    [32, 4],
    [7, 3],
    [3, 7],
    [1, 1],
    [1000, 1],
  ])("of %i units and %i credits has rows that sum to 1, and is symmetric", (units, credits) => {
    const kernel = diffusionKernel(gaussian(credits), units, 0);
    for (let j = 0; j < units; j++) {
      const row = kernel.slice(j * credits, (j + 1) * credits);
      expect(row.reduce((sum, value) => sum + value)).toBeCloseTo(1, 13);
      row.forEach((value, k) => {
        expect(value).toBeCloseTo(kernel[(units - 1 - j) * credits + credits - 1 - k]!, 13);
      });
    }
  });

  it("falls as a Gaussian of deviation ½/K does with the distance of unit and credit", () => {
    const [units, credits] = [16, 4];
    const kernel = diffusionKernel(gaussian(credits), units, 0);
    const density = (j: number, k: number): number =>
      Math.exp(-(((j + 0.5) / units - (k + 0.5) / credits) ** 2) / (2 * (0.5 / credits) ** 2));
    expect(kernel[5 * 4 + 1]! / kernel[5 * 4 + 3]!).toBeCloseTo(density(5, 1) / density(5, 3), 8);
    expect(kernel[0]).toBeGreaterThan(kernel[3]!);
  });
});

describe("the random kernel", () => {
  const random = (seed: number, layer: number) =>
    diffusionKernel({ kernel: "random", credits: 9, seed }, 2000, layer);

  it("is standard normal over √K", () => {
    const values = [...random(1, 0)].map((value) => 3 * value);
    const moment = (power: number): number =>
      values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    // 18 000 numbers: moments 0, 1, 0, 3 within five standard errors.
    const errors = [1, 2, 15, 96].map((variance) => 5 * Math.sqrt(variance / values.length));
    [0, 1, 0, 3].forEach((expected, k) => {
      expect(Math.abs(moment(k + 1) - expected)).toBeLessThan(errors[k]!);
    });
  });

  it("is another one for each seed and layer, and the same again", () => {
    expect(random(1, 0)).toEqual(random(1, 0));
    expect(random(1, 0)).not.toEqual(random(2, 0));
    expect(random(1, 0)).not.toEqual(random(1, 1));
  });
});

describe("a top-down network", () => {
  const spec: TopDownSpec = {
    actions: 2,
    hidden: [16],
    units: [32],
    mode: "centred",
    outputCredits: "logit",
    diffusion: null,
  };

  it("has as many parameters as its prototype: 658, and 182 with four credits for all units", () => {
    expect(topDownParameters(spec)).toBe(658);
    expect(topDownParameters({ ...spec, diffusion: gaussian(4) })).toBe(182);
    expect(hiddenCredits({ ...spec, units: [32, 8], diffusion: gaussian(4) })).toEqual([4, 4]);
  });

  it("without evolution has normal parameters with deviation 1/√(inputs + 1) in each layer", () => {
    const wide = { ...spec, hidden: [300, 40] };
    const values = unevolvedParameters(wide, 5);
    let at = 0;
    for (const { inputs, outputs } of topDownLayers(wide)) {
      const count = (inputs + 1) * outputs;
      const own = values.slice(at, at + count);
      const variance = own.reduce((sum, value) => sum + value ** 2, 0) / count;
      expect(Math.abs(variance * (inputs + 1) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
      at += count;
    }
    expect(at).toBe(values.length);
    expect(unevolvedParameters(wide, 5)).toEqual(values);
    expect(unevolvedParameters(wide, 6)).not.toEqual(values);
  });

  it("is written as base64 of little-endian float32 numbers", () => {
    expect(encodeParameters([1, -2.5])).toBe(
      Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0]).toString("base64"),
    );
  });
});
