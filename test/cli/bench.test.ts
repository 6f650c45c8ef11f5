import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym } from "./creditgym.js";

const folder = temporaryFolder();

it("bench measures the part that is asked for, and writes what it found and a figure", async () => {
  const out = join(folder, "out");
  const { code, stdout } = await creditgym("bench", "--only", "start-up", "--json", "--out", out);
  expect(code).toBe(0);
  const run = JSON.parse(stdout);
  expect(run.benchmarks).toEqual([
    {
      ...{ part: "start-up", name: "start-up, creditgym rules", unit: "ms", value: expect.any(Number) },
      against: [{ name: "node --eval 0", value: expect.any(Number), ratio: expect.any(Number) }],
    },
  ]);
  // Seven rounds of both; a busy machine may be slower in any.
  expect(run.benchmarks[0].value).toBeGreaterThan(1);
  expect(run.machine.versions.node).toBe(process.versions.node);
  expect(JSON.parse(readFileSync(join(out, "bench.json"), "utf8"))).toEqual(run);
  expect(readFileSync(join(out, "bench.svg"), "utf8")).toContain("against node --eval 0");
  expect(readFileSync(join(out, "bench.png")).subarray(1, 4).toString()).toBe("PNG");
}, 120_000);

it("bench refuses parts that there are not, and folders that cannot be", async () => {
  const unknown = await creditgym("bench", "--only", "memori");
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toMatch(/^creditgym: --only is "memori": allowed is .*did you mean "memory"\?\n$/);
  const file = join(folder, "file");
  writeFileSync(file, "");
  const taken = await creditgym("bench", "--only", "start-up", "--out", file);
  expect(taken).toMatchObject({ code: 2, stdout: "" });
  expect(taken.stderr).toMatch(/^creditgym: --out is ".*file", which cannot be made/);
}, 60_000);
