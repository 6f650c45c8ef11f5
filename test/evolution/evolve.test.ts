import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Pgpe } from "../../agents/evolution/pgpe.js";
import { topDownParameters } from "../../agents/top-down/top-down-spec.js";
import { unevolvedParameters } from "../../agents/top-down/unevolved.js";
import { cartPoleFamily } from "../../envs/families/cart-pole/family.js";
import type { Evolution } from "../../src/evolution/definition.js";
import type { Evaluator } from "../../src/evolution/evaluator.js";
import { EvolutionFiles } from "../../src/evolution/evolution-files.js";
import { evolve } from "../../src/evolution/evolve.js";
import { generationTasks } from "../../src/evolution/generation-tasks.js";
import { decodeSearchState, type GenerationLine } from "../../src/evolution/search-state.js";
import { decodeSafetensors } from "../../src/experiment/store/safetensors.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { analytic, hill, smallPlan } from "./small.js";

const root = temporaryFolder();
let folders = 0;

interface Made {
  readonly lines: GenerationLine[];
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
}

function newFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

/** Evolves in a folder; tells what it holds then. */
async function run(
  evaluator: Evaluator,
  changes: Partial<Evolution> = {},
  folder = newFolder(),
  stopAfter = Infinity,
): Promise<Made> {
  const plan = smallPlan(changes);
  const stopping = new AbortController();
  const files = new EvolutionFiles(folder, plan, { version: "1.2.3", engine: "wasm" });
  await evolve(plan, files, evaluator, {
    signal: stopping.signal,
    onGeneration: ({ lines }) => lines.length >= stopAfter && stopping.abort(),
  });
  const text = readFileSync(join(folder, "generations.jsonl"), "utf8");
  return {
    folder,
    lines: text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
    files: Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "base64")]),
    ),
  };
}

const bytesOf = (made: Made, name: string): Uint8Array => Buffer.from(made.files[name]!, "base64");
const parametersOf = (made: Made): Float32Array =>
  decodeSafetensors(bytesOf(made, "weights.safetensors")).tensors.parameters!.data as Float32Array;

describe("an evolution", () => {
  test("climbs, each generation from tasks that all members share", async () => {
    const evaluator = analytic(hill);
    const { lines } = await run(evaluator, { generations: 60, population: 20, rate: 0.1 });
    expect(lines.map(({ generation }) => generation)).toEqual(Array.from({ length: 60 }, (_, k) => k + 1));
    const validations = lines.flatMap(({ validation }) => validation ?? []);
    expect(validations).toHaveLength(20);
    expect(validations.at(-1)! - validations[0]!).toBeGreaterThan(2);
    const count = topDownParameters(smallPlan().topDown);
    for (const [members, tasks, seeds] of evaluator.calls) {
      expect(members[0]).toHaveLength(count);
      expect(seeds).toHaveLength(tasks.length);
    }
    expect(evaluator.calls.map(([members, tasks]) => [members.length, tasks.length]).slice(0, 4)).toEqual([
      [20, 2],
      [20, 2],
      [20, 2],
      [1, 4],
    ]);
  });

  test("is PGPE from an unevolved network, told the scores", async () => {
    const evaluator = analytic(hill);
    const made = await run(evaluator, { validation: { every: 100, tasks: 1 } });
    const plan = smallPlan();
    const search = new Pgpe({ ...plan, mean: unevolvedParameters(plan.topDown, plan.seed) });
    for (const [k, line] of made.lines.entries()) {
      const members = search.ask();
      const seeds = evaluator.calls[k]![2];
      const trials = generationTasks(cartPoleFamily, plan, k);
      expect(evaluator.calls[k]!.slice(0, 3)).toEqual([members, trials.tasks, trials.seeds]);
      const fitness = members.map(
        (member) =>
          seeds.flatMap((seed) => [0, 1, 2].map((b) => hill(member, seed, b))).reduce((a, b) => a + b) / 6,
      );
      search.tell(fitness);
      expect(line.fitness.mean).toBeCloseTo(fitness.reduce((a, b) => a + b) / 6, 10);
      expect(line.fitness.lowest).toBeCloseTo(Math.min(...fitness), 10);
      expect(line.fitness.highest).toBeCloseTo(Math.max(...fitness), 10);
      expect(line.sigma).toBeCloseTo(search.sigma.reduce((a, b) => a + b) / search.sigma.length, 12);
      expect(line.steps).toBe(k < 6 ? 36 : 36 + 3);
    }
    expect(decodeSearchState(bytesOf(made, "checkpoint.safetensors")).search).toEqual(search.state());
    expect([...parametersOf(made)]).toEqual([...Float32Array.from(search.mean)]);
  });

  test("writes the mean that scores best on validation tasks, of several the first", async () => {
    // Validations after generations 3, 6 and 7, of which the second and the third score the same.
    const values = [1, 5, 5];
    const evaluator = analytic((member, seed, batch) =>
      isValidation() ? values[validations() - 1]! : hill(member, seed, batch),
    );
    const isValidation = (): boolean => evaluator.calls.at(-1)![0].length === 1;
    const validations = (): number => evaluator.calls.filter(([members]) => members.length === 1).length;
    const made = await run(evaluator);
    expect(made.lines.map(({ validation }) => validation)).toEqual([null, null, 1, null, null, 5, 5]);
    const tried = evaluator.calls.filter(([members]) => members.length === 1);
    expect([...parametersOf(made)]).toEqual([...tried[1]![0][0]!]);
    // The same tasks each time.
    expect(tried[1]!.slice(1, 3)).toEqual(tried[0]!.slice(1, 3));
    const { metadata } = decodeSafetensors(bytesOf(made, "weights.safetensors"));
    const plan = smallPlan();
    expect(metadata).toMatchObject({ format: "creditgym-top-down-1", name: "small" });
    expect(JSON.parse(metadata.spec!)).toEqual(plan.topDown);
    expect(JSON.parse(metadata.made!)).toEqual({
      ...{ version: "1.2.3", engine: "wasm", seed: 1, generation: 6, validation: 5 },
      fitness: made.lines[5]!.fitness.mean,
      config: JSON.parse(JSON.stringify(plan)),
    });
  });

  test("tells the mean's own fitness where it is a member", async () => {
    const evaluator = analytic(hill);
    const odd = await run(evaluator, { population: 7 });
    const even = await run(analytic(hill));
    const [members, , seeds] = evaluator.calls[0]!;
    const own = seeds.flatMap((seed) => [0, 1, 2].map((b) => hill(members[6]!, seed, b)));
    expect(odd.lines[0]!.fitness.ofMean).toBeCloseTo(own.reduce((a, b) => a + b) / 6, 10);
    // It changes nothing else but the steps.
    const rest = ({ fitness, steps: _steps, ...line }: GenerationLine) => ({
      ...line,
      fitness: { ...fitness, ofMean: null },
    });
    expect(odd.lines.map(rest)).toEqual(even.lines.map(rest));
  });

  test("counts members that diverge, and ends where all do", async () => {
    const evaluator = analytic((member, seed, batch, call) =>
      evaluator.calls[call]![0].indexOf(member) === 2 || call === 6 ? Number.NaN : hill(member, seed, batch),
    );
    const folder = newFolder();
    await expect(run(evaluator, {}, folder)).rejects.toThrow(
      /^Every member of generation 6 diverged: a rate/,
    );
    const saved = decodeSearchState(readFileSync(join(folder, "checkpoint.safetensors")));
    expect(saved.lines.map(({ diverged }) => diverged)).toEqual([1, 1, 1, 1, 1]);
    for (const { fitness } of saved.lines) expect(Object.values(fitness)).not.toContain(Number.NaN);
  });

  test("ends before it saves a mean that no network can have", async () => {
    const folder = newFolder();
    await expect(run(analytic(hill), { optimizer: "sgd", rate: 1e300 }, folder)).rejects.toThrow(
      /^The search diverged in generation 1: its rate is 1e\+300, its sigma /,
    );
    expect(existsSync(join(folder, "checkpoint.safetensors"))).toBe(false);
  });
});

describe("an evolution that was stopped", () => {
  test("leaves in the end the same bytes as one that never was, wherever it was stopped", async () => {
    const whole = await run(analytic(hill));
    expect(Object.keys(whole.files)).toEqual([
      "checkpoint.safetensors",
      "generations.jsonl",
      "weights.safetensors",
    ]);
    for (let stop = 0; stop < 7; stop++) {
      const part = await run(analytic(hill), {}, undefined, stop);
      expect(part.lines).toEqual(whole.lines.slice(0, stop));
      const rest = analytic(hill);
      const { files } = await run(rest, {}, part.folder);
      expect(files).toEqual(whole.files);
      // Nothing is done twice.
      expect(rest.calls.filter(([members]) => members.length > 1)).toHaveLength(7 - stop);
    }
  });

  test("puts right what a killed process left between two files", async () => {
    const whole = await run(analytic(hill));
    const part = await run(analytic(hill), {}, undefined, 4);
    writeFileSync(join(part.folder, "generations.jsonl"), "old");
    writeFileSync(join(part.folder, "weights.safetensors"), "old");
    expect((await run(analytic(hill), {}, part.folder)).files).toEqual(whole.files);
  });

  test("keeps whole generations when an evaluation fails, and begins anew from a damaged checkpoint", async () => {
    const whole = await run(analytic(hill));
    const folder = newFolder();
    const failing = analytic((member, seed, batch, call) => {
      if (call === 3) throw new Error("A worker ended: it was killed");
      return hill(member, seed, batch);
    });
    await expect(run(failing, {}, folder)).rejects.toThrow("A worker ended: it was killed");
    const path = join(folder, "checkpoint.safetensors");
    const bytes = readFileSync(path);
    expect(decodeSearchState(bytes).lines).toEqual(whole.lines.slice(0, 2));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const files = new EvolutionFiles(folder, smallPlan(), { version: "1.2.3", engine: "wasm" });
    expect(files.read().problem).toBe("checkpoint.safetensors cannot be used: its content is damaged");
    expect((await run(analytic(hill), {}, folder)).files).toEqual(whole.files);
  });
});
