import { expect, it } from "vitest";
import {
  benchmarkFigure,
  benchmarkTable,
  formatMachine,
  type PartResult,
  partNames,
} from "../../src/bench/index.js";
import { madeHere } from "../../src/experiment/store/run-folder.js";
import { toPng } from "../../src/report/index.js";

const benchmarks: readonly PartResult[] = [
  {
    ...{ part: "batched-step", name: "batched step, 1×1024", unit: "samples/s", value: 4e5 },
    against: [
      { name: "tfjs-node", value: 2e5, ratio: 2.03 },
      { name: "NumPy <x>", value: 1e6, ratio: 0.413 },
    ],
  },
  {
    ...{ part: "start-up", name: "start-up", unit: "ms", value: 80 },
    against: [{ name: "node", value: 40, ratio: 2 }],
  },
];
const machine = { ...madeHere(), backends: [], python: { numpy: "2.0.0" } };

it("draws a row for each ratio, and the inverse where less is better", () => {
  const svg = benchmarkFigure({ machine, benchmarks });
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(
    expect.arrayContaining(["batched step, 1×1024", "against tfjs-node", "against NumPy &lt;x&gt;"]),
  );
  expect(texts).toEqual(expect.arrayContaining(["2.03", "0.413", "0.500"]));
  const [fast, slow] = [...svg.matchAll(/<circle[^>]* cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  expect(fast).toBeGreaterThan(slow!);
  expect(String.fromCharCode(...toPng(svg).subarray(1, 4))).toBe("PNG");
});

it("has a line for each ratio in the table", () => {
  expect(benchmarkTable(benchmarks).rows).toEqual([
    ["batched step, 1×1024", "400.0 k samples/s", "tfjs-node", "200.0 k samples/s", "2.03"],
    ["", "", "NumPy <x>", "1.0 M samples/s", "0.413"],
    ["start-up", "80.0 ms", "node", "40.0 ms", "2.00"],
  ]);
});

it("says what was measured on", () => {
  const text = formatMachine({ machine, load: { before: 0.04, after: 1.5 } });
  expect(text).toContain(machine.host.cpu);
  expect(text).toContain(`node ${process.versions.node}`);
  expect(text).toContain("numpy 2.0.0");
  expect(text).toContain("0.0 before, 1.5 after");
});

it("takes parts by name", () => {
  expect(partNames(["memory", "online-step"])).toEqual(["online-step", "memory"]);
  expect(partNames(undefined)).toContain("start-up");
  expect(() => partNames(["batched-steps"])).toThrow(
    /--only is "batched-steps": allowed is .*did you mean "batched-step"/,
  );
});
