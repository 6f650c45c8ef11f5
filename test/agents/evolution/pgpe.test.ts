import { describe, expect, test } from "vitest";
import { centredRanks } from "../../../agents/evolution/centred-ranks.js";
import { meanGradient } from "../../../agents/evolution/mean-gradient.js";
import { normalPerturbations } from "../../../agents/evolution/normal-perturbations.js";
import { Pgpe, type PgpeOptions } from "../../../agents/evolution/pgpe.js";
import { sigmaGradient } from "../../../agents/evolution/sigma-gradient.js";

type Fitness = (x: ArrayLike<number>) => number;

const OPTIONS: PgpeOptions = {
  ...{ mean: [0.5, -0.25, 3, 0.1], population: 8, sigma: 0.3, sigmaRate: 0.2, sigmaLimit: 0.1 },
  ...{ optimizer: "adam", rate: 0.05, decay: 0.99, seed: 7 },
};
const sphere: Fitness = (x) => -Array.from(x).reduce((sum, value, i) => sum + (value - Math.sin(i)) ** 2, 0);

function run(search: Pgpe, fitness: Fitness, generations: number): void {
  for (let k = 0; k < generations; k++) search.tell(search.ask().map(fitness));
}

describe("members", () => {
  test("are antithetic pairs around the mean, exactly", () => {
    const mean = OPTIONS.mean as readonly number[];
    const search = new Pgpe(OPTIONS);
    const z = normalPerturbations(OPTIONS.seed, 0, 16);
    const members = search.ask();
    expect(members).toHaveLength(8);
    for (const [k, member] of members.entries()) {
      const sign = k % 2 === 0 ? 1 : -1;
      const offset = (i: number): number => OPTIONS.sigma * z[Math.floor(k / 2) * 4 + i]!;
      expect([...member]).toEqual(mean.map((m, i) => Math.fround(m + sign * offset(i))));
    }
    const centred = new Pgpe({ ...OPTIONS, mean: [0, 0, 0, 0] }).ask();
    for (let k = 0; k < 8; k += 2) expect([...centred[k]!]).toEqual(Array.from(centred[k + 1]!, (x) => -x));
  });

  test("are the same ones until they are told, others in the next generation, and others for another seed", () => {
    const search = new Pgpe(OPTIONS);
    const first = search.ask();
    expect(search.ask()).toEqual(first);
    run(search, () => 0, 1);
    expect(search.generation).toBe(1);
    // Equal fitness moves nothing: only the perturbations are new.
    expect([...search.mean]).toEqual([...(OPTIONS.mean as readonly number[])]);
    expect(search.ask()).not.toEqual(first);
    expect(new Pgpe({ ...OPTIONS, seed: 8 }).ask()).not.toEqual(first);
  });

  test("of an odd population end with the mean, whose fitness counts for nothing", () => {
    const [even, odd, other] = [8, 9, 9].map((population) => new Pgpe({ ...OPTIONS, population }));
    expect(odd!.ask().slice(0, 8)).toEqual(even!.ask());
    expect([...odd!.ask()[8]!]).toEqual(Array.from(OPTIONS.mean, Math.fround));
    const fitness = even!.ask().map(sphere);
    even!.tell(fitness);
    odd!.tell([...fitness, 1e9]);
    other!.tell([...fitness, NaN]);
    expect(odd!.state()).toEqual(even!.state());
    expect(other!.state()).toEqual(even!.state());
  });

  test("have standard normal perturbations", () => {
    const z = normalPerturbations(3, 5, 200_000);
    const moment = (power: number): number => z.reduce((sum, value) => sum + value ** power, 0) / z.length;
    // Five standard errors each.
    for (const [power, expected, deviation] of [
      [1, 0, 1],
      [2, 1, Math.sqrt(2)],
      [3, 0, Math.sqrt(15)],
      [4, 3, Math.sqrt(96)],
    ] as const) {
      expect(Math.abs(moment(power) - expected)).toBeLessThan((5 * deviation) / Math.sqrt(z.length));
    }
  });
});

describe("a generation", () => {
  const fitness = [3, 9, 1, 4, 40, -2, 0, 8];
  const z = normalPerturbations(OPTIONS.seed, 0, 16);
  const ranks = centredRanks(fitness);

  test("moves the mean along the ranks' gradient: SGD by rate times it, Adam first by the rate", () => {
    const gradient = meanGradient(z, new Float64Array(4).fill(0.3), ranks);
    const mean = OPTIONS.mean as readonly number[];
    const sgd = new Pgpe({ ...OPTIONS, optimizer: "sgd", rate: 0.1 });
    sgd.tell(fitness);
    expect([...sgd.mean]).toEqual(mean.map((m, i) => m + 0.1 * gradient[i]!));
    const adam = new Pgpe(OPTIONS);
    adam.tell(fitness);
    for (const [i, m] of mean.entries())
      expect(adam.mean[i]).toBeCloseTo(m + 0.05 * Math.sign(gradient[i]!), 6);
  });

  test("changes each σ along the ranks' gradient, by no more than the limit", () => {
    const changes = [...sigmaGradient(z, 4, ranks)].map((change) => 0.2 * change);
    const search = new Pgpe({ ...OPTIONS, sigmaLimit: 0.5 });
    search.tell(fitness);
    for (const [i, change] of changes.entries()) expect(search.sigma[i]).toBeCloseTo(0.3 * (1 + change), 14);
    // So low that every change is beyond it, upwards or downwards.
    const limit = Math.min(...changes.map(Math.abs)) / 2;
    const limited = new Pgpe({ ...OPTIONS, sigmaLimit: limit });
    limited.tell(fitness);
    for (const [i, change] of changes.entries()) {
      expect(limited.sigma[i]).toBeCloseTo(0.3 * (1 + limit * Math.sign(change)), 14);
    }
    expect(new Set(changes.map(Math.sign)).size).toBe(2);
    const fixed = new Pgpe({ ...OPTIONS, sigmaRate: 0 });
    fixed.tell(fitness);
    expect([...fixed.sigma]).toEqual([0.3, 0.3, 0.3, 0.3]);
  });

  test("follows Adam as its authors have it, from one generation to the next", () => {
    const search = new Pgpe({ ...OPTIONS, sigmaRate: 0 });
    const mean = [...(OPTIONS.mean as readonly number[])];
    const gradients: Float64Array[] = [];
    for (let t = 1; t <= 4; t++) {
      search.tell(fitness);
      const perturbations = normalPerturbations(OPTIONS.seed, t - 1, 16);
      gradients.push(meanGradient(perturbations, new Float64Array(4).fill(0.3), ranks));
      for (const i of mean.keys()) {
        // The moments as weighted sums over all gradients so far.
        const moment = (beta: number, power: number): number =>
          gradients.reduce((sum, g, k) => sum + (1 - beta) * beta ** (t - 1 - k) * g[i]! ** power, 0) /
          (1 - beta ** t);
        mean[i]! += (0.05 * 0.99 ** (t - 1) * moment(0.9, 1)) / (Math.sqrt(moment(0.999, 2)) + 1e-8);
        expect(search.mean[i]).toBeCloseTo(mean[i]!, 12);
      }
    }
  });

  test("multiplies the rate with the decay", () => {
    const search = new Pgpe({ ...OPTIONS, optimizer: "sgd", decay: 0.5, sigmaRate: 0 });
    search.tell(fitness);
    search.tell(fitness);
    const before = search.mean;
    const next = normalPerturbations(OPTIONS.seed, 2, 16);
    search.tell(fitness);
    const gradient = meanGradient(next, new Float64Array(4).fill(0.3), ranks);
    expect([...search.mean]).toEqual(Array.from(before, (m, i) => m + 0.05 * 0.5 ** 2 * gradient[i]!));
  });

  test("takes nothing from fitness but its order", () => {
    const [a, b] = [new Pgpe(OPTIONS), new Pgpe(OPTIONS)];
    run(a, sphere, 20);
    run(b, (x) => Math.exp(sphere(x) / 5) - 100, 20);
    expect(b.state()).toEqual(a.state());
  });

  test("ranks a member worst whose fitness is not finite", () => {
    const told = [NaN, Infinity, -Infinity, -1e9].map((worst) => {
      const search = new Pgpe(OPTIONS);
      search.tell([worst, ...fitness.slice(1)]);
      return search.state();
    });
    expect(told[0]!.tensors.mean!.every(Number.isFinite)).toBe(true);
    for (const state of told) expect(state).toEqual(told[0]);
  });

  test("refuses another number of values, and a population without a pair", () => {
    expect(() => new Pgpe(OPTIONS).tell([1, 2])).toThrow(
      "fitness has 2 values: allowed is one for each of 8 members",
    );
    expect(() => new Pgpe({ ...OPTIONS, population: 1 })).toThrow(
      "population is 1: allowed is an integer of at least 2",
    );
  });
});

describe("state", () => {
  test.each(["adam", "sgd"] as const)("of %s goes on bit for bit", (optimizer) => {
    const search = new Pgpe({ ...OPTIONS, optimizer });
    run(search, sphere, 5);
    const saved = search.state();
    const kept = structuredClone(saved);
    run(search, sphere, 7);
    expect(saved).toEqual(kept);
    const other = new Pgpe({ ...OPTIONS, optimizer });
    run(other, (x) => x[0]!, 3);
    other.restore(saved);
    expect(other.generation).toBe(5);
    run(other, sphere, 7);
    expect(other.state()).toEqual(search.state());
    expect(other.ask()).toEqual(search.ask());
  });

  test("of a search of another size is refused", () => {
    const saved = new Pgpe({ ...OPTIONS, mean: [1, 2] }).state();
    expect(() => new Pgpe(OPTIONS).restore(saved)).toThrow(
      'The state has 2 numbers in "mean", and the search 4.',
    );
    const sgd = new Pgpe({ ...OPTIONS, optimizer: "sgd" }).state();
    expect(() => new Pgpe(OPTIONS).restore(sgd)).toThrow('The state has 0 numbers in "ascent.m"');
  });
});

describe("a search", () => {
  const SEARCH: PgpeOptions = {
    ...{ mean: new Float64Array(30), population: 64, sigma: 0.1, sigmaRate: 0.2, sigmaLimit: 0.2 },
    ...{ optimizer: "adam", rate: 0.03, decay: 0.998, seed: 1 },
  };

  test.each([1, 2, 3])("finds the top of a sphere in 30 dimensions, seed %i", (seed) => {
    const search = new Pgpe({ ...SEARCH, seed });
    const before = sphere(search.mean);
    run(search, sphere, 400);
    expect(before).toBeLessThan(-10);
    expect(sphere(search.mean)).toBeGreaterThan(-0.02);
    // Near the top, what lies far off is worse.
    expect(Math.max(...search.sigma)).toBeLessThan(0.1);
  });

  test("with SGD comes near it, with the rate of Chen et al. and pairs with the mean", () => {
    const search = new Pgpe({ ...SEARCH, population: 201, optimizer: "sgd", rate: 0.1, decay: 1 });
    run(search, sphere, 150);
    // A constant rate keeps the mean moving about the top.
    expect(sphere(search.mean)).toBeGreaterThan(-0.5);
  });

  test("follows a curved valley", () => {
    const rosenbrock: Fitness = (x) =>
      -Array.from({ length: 5 }, (_, i) => 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2).reduce(
        (a, b) => a + b,
      );
    const search = new Pgpe({ ...SEARCH, mean: [-1, 1, -1, 1, 0, 0], decay: 0.999 });
    const before = rosenbrock(search.mean);
    run(search, rosenbrock, 3000);
    expect(before).toBeLessThan(-100);
    expect(rosenbrock(search.mean)).toBeGreaterThan(-0.5);
  });

  test("widens σ on a slope that grows: what lies far off is better there on the mean", () => {
    const search = new Pgpe({ ...SEARCH, mean: [0, 0], population: 200, rate: 0 });
    run(search, (x) => x[0]! ** 2 - x[1]! ** 2, 20);
    expect(search.sigma[0]).toBeGreaterThan(0.12);
    expect(search.sigma[1]).toBeLessThan(0.08);
  });
});
