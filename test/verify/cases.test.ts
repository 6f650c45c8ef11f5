import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reinforce } from "../../agents/rules/reinforce.js";
import { CasesFileError, formatCases, runCases } from "../../src/verify/index.js";

const text = readFileSync(new URL("../fixtures/rules/rules.json", import.meta.url), "utf8");

interface Entry {
  [field: string]: unknown;
  weights: { W: unknown[][]; b: unknown[] }[];
  updates: Record<string, { dW: number[][]; db: number[] }[]>;
}

/** The recorded file with one change. */
function changed(change: (file: { cases: Entry[]; exact: Entry[] }) => void): unknown {
  const file = JSON.parse(text);
  change(file);
  return file;
}

describe("runCases", () => {
  it("takes a file's text or what its JSON stands for", () => {
    expect(runCases(JSON.parse(text), "rules.json")).toEqual(runCases(text, "rules.json"));
  });

  it("runs only the rules that it is given", () => {
    const { cases } = runCases(text, "rules.json", [reinforce]);
    expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(["reinforce", "exact-gradient"]));
  });

  it("ignores keys that stand for no rule, whatever they hold", () => {
    const file = changed(({ cases }) => {
      cases[0].updates.novel = [] as never;
      cases[0].updates.constructor = 3 as never;
    });
    expect(runCases(file, "rules.json").holds).toBe(true);
  });

  it("does not hold when one number of one update is off by 1e-8", () => {
    const file = changed(({ cases }) => {
      cases[2].updates.uwm_local_sym[0].dW[1][2] += 1e-8;
    });
    const report = runCases(file, "rules.json");
    expect(report.holds).toBe(false);
    const wrong = report.cases.filter(({ maxAbsError }) => maxAbsError > 1e-9);
    expect(wrong.map(({ id, rule }) => [id, rule])).toEqual([["case2", "unbiased-weight-max"]]);
    expect(formatCases(report)).toMatch(/case2 +unbiased-weight-max +update +1\.0e-8 +DIFFERS/);
    expect(formatCases(report)).toContain("Some DIFFER");
  });

  it("does not hold when an exact gradient is off", () => {
    const file = changed(({ exact }) => {
      (exact[1].exact_gradient as { db: number[] }[])[0].db[0] += 1e-6;
    });
    const wrong = runCases(file, "rules.json").cases.filter(({ maxAbsError }) => maxAbsError > 1e-9);
    expect(wrong.map(({ id, rule }) => [id, rule])).toEqual([["exact1", "exact-gradient"]]);
  });

  it.each<[string, unknown]>([
    ["f.json: must be valid JSON.", "{"],
    ['f.json: must hold an object with "cases", "exact" or both.', [1]],
    ['f.json: holds no case; it needs a list "cases", "exact" or both.', {}],
    ["f.json, cases: must be a list of cases.", { cases: 3 }],
    ["f.json, cases[0]: must be an object.", { cases: [null] }],
    [
      'f.json, cases[1].output_kind: must be "bernoulli" or "softmax".',
      changed(({ cases }) => (cases[1].output_kind = "normal")),
    ],
    ["f.json, cases[0].temp[1]: must be greater than 0.", changed(({ cases }) => (cases[0].temp = [1, 0]))],
    [
      "f.json, cases[0].temp: has 3 entries, but 2 are needed.",
      changed(({ cases }) => (cases[0].temp = [1, 1, 1])),
    ],
    [
      "f.json, cases[0].layer_sizes[2]: must be an integer ≥ 1.",
      changed(({ cases }) => (cases[0].layer_sizes = [3, 4, 0.5])),
    ],
    [
      "f.json, cases[3].layer_sizes[2]: must be at least 2 classes for a softmax output.",
      changed(({ cases }) => (cases[3].layer_sizes = [3, 4, 1])),
    ],
    [
      "f.json, cases[0].weights[0].W[2]: has 3 entries, but 4 are needed.",
      changed(({ cases }) => cases[0].weights[0].W[2].pop()),
    ],
    [
      "f.json, cases[0].weights[1].b[0]: must be a finite number.",
      changed(({ cases }) => (cases[0].weights[1].b = ["1"])),
    ],
    [
      "f.json, cases[2].input: has 2 entries, but 3 are needed.",
      changed(({ cases }) => (cases[2].input = [1, 1])),
    ],
    [
      "f.json, cases[2].hidden_values[1]: must hold only 0 and 1.",
      changed(
        ({ cases }) =>
          (cases[2].hidden_values = [
            [0, 0, 0, 1],
            [1, 2, 0],
          ]),
      ),
    ],
    [
      "f.json, cases[3].output_value: must be 1 for exactly one class.",
      changed(({ cases }) => (cases[3].output_value = [1, 1, 0])),
    ],
    [
      "f.json, cases[0].updates.ste[1].dW: has 3 entries, but 4 are needed.",
      changed(({ cases }) => cases[0].updates.ste[1].dW.pop()),
    ],
    [
      'f.json, cases[0].updates.reinforce[0]: must be an object with "dW" and "db".',
      changed(({ cases }) => (cases[0].updates.reinforce = [4 as never])),
    ],
    [
      "f.json, exact[0].reward_table[0]: has 3 entries, but 2 are needed.",
      changed(({ exact }) => (exact[0].reward_table as number[][])[0].push(1)),
    ],
    [
      "f.json, exact[0].input_probs: has 0 entries, but 8 are needed.",
      changed(({ exact }) => (exact[0].input_probs = [])),
    ],
  ])("refuses with: %s", (message, file) => {
    expect(() => runCases(file, "f.json")).toThrow(CasesFileError);
    expect(() => runCases(file, "f.json")).toThrow(message);
  });

  it("refuses a file without anything for the rules asked for", () => {
    const file = changed(({ cases, exact }) => {
      exact.length = 0;
      for (const entry of cases) entry.updates = {};
    });
    expect(() => runCases(file, "f.json", [reinforce])).toThrow(
      "f.json: holds nothing for these rules, whose keys are reinforce.",
    );
  });

  it("refuses to enumerate more states than a machine can hold", () => {
    const file = changed((whole) => {
      const units = 22;
      whole.cases.length = 0;
      whole.exact.length = 1;
      const [entry] = whole.exact;
      entry.layer_sizes = [3, units, 1];
      entry.weights = [
        { W: [0, 1, 2].map(() => Array(units).fill(0)), b: Array(units).fill(0) },
        { W: Array.from({ length: units }, () => [0]), b: [0] },
      ];
    });
    expect(() => runCases(file, "f.json")).toThrow(
      "f.json, exact[0].layer_sizes: has too many joint states to enumerate; at most 1048576 are allowed.",
    );
  });
});
