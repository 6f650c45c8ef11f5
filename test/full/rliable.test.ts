import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import { seededUniform } from "../../src/statistics/index.js";
import { researchPython } from "../research-python.js";
import {
  expectSameEstimates,
  expectSameIntervals,
  type RliableCase,
  type RliableNumbers,
} from "../statistics/rliable-cases.js";

const PROGRAM = join(import.meta.dirname, "../fixtures/statistics/rliable_numbers.py");
const SEED = Date.now();
const uniform = seededUniform(SEED);
const below = (end: number): number => Math.floor(end * uniform());
const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** What a score is drawn by: other numbers in each run of this test. */
const KINDS: Readonly<Record<string, () => number>> = {
  uniform,
  normal,
  skewed: () => Math.exp(normal()),
  tied: () => below(4) / 4 - 0.25,
  constant: () => 0.25,
  large: () => 1e6 + 1e3 * normal(),
};

const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);

function drawn(kind: string, tasks: number, runs: number, reps: number): RliableCase {
  const draw = KINDS[kind]!;
  const scores = list(tasks, () => list(runs, draw));
  return {
    name: `${kind}, ${tasks} tasks of ${runs} runs`,
    scores,
    others: ((rivals) => list(tasks, () => list(rivals, draw)))(Math.max(1, runs + below(3) - 1)),
    // Some are scores themselves, where above and not below makes a difference.
    taus: [...list(6, draw), ...scores[0]!.slice(0, 4)],
    gamma: draw(),
    curves: ((points) => list(tasks, () => list(runs, () => list(points, draw))))(1 + below(4)),
    reps,
  };
}

let python: string;

beforeAll(async () => {
  python = await researchPython();
});

/** A process of Python's with the real rliable. */
async function rliable(cases: readonly RliableCase[], signal: AbortSignal): Promise<RliableNumbers[]> {
  const child = spawn(python, [PROGRAM, "-"], { stdio: ["pipe", "pipe", "inherit"], signal });
  child.stdin.end(JSON.stringify(cases));
  const numbers = JSON.parse(await text(child.stdout)) as RliableNumbers[];
  expect(numbers).toHaveLength(cases.length);
  return numbers;
}

describe(`rliable in a process of its own, scores of seed ${SEED}`, () => {
  it("gives the same point estimates to 1e-12", async ({ signal }) => {
    const cases = Object.keys(KINDS).flatMap((kind) => [
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 16, 50].map((runs) => drawn(kind, 1, runs, 0)),
      ...[2, 3, 4, 7, 26].flatMap((tasks) => [1, 2, 3, 5, 10].map((runs) => drawn(kind, tasks, runs, 0))),
    ]);
    const numbers = await rliable(cases, signal);
    for (const [k, one] of cases.entries()) expectSameEstimates(one, numbers[k]!);
  });

  it("gives the same intervals within the bootstrap's error", async ({ signal }) => {
    const shapes = [
      ["normal", 1, 5],
      ["skewed", 2, 10],
      ["tied", 3, 4],
      ["uniform", 5, 3],
    ] as const;
    const cases = shapes.map(([kind, tasks, runs]) => drawn(kind, tasks, runs, 2000));
    const numbers = await rliable(cases, signal);
    for (const [k, one] of cases.entries()) expectSameIntervals(one, numbers[k]!, 20_000);
  });
});
