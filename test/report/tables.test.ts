import { describe, expect, it } from "vitest";
import { canTellApart, comparisonTables } from "../../src/report/comparison-table.js";
import { displayWidth } from "../../src/report/display-width.js";
import { decimalsFor, fixed, markdownTable, meanStdInterval, textTable } from "../../src/report/index.js";
import { summarise, type TrialOutcome } from "../../src/statistics/index.js";

describe("displayWidth", () => {
  it("counts terminal columns", () => {
    expect(displayWidth("abc")).toBe(3);
    expect(displayWidth("±–ε∇")).toBe(4);
    expect(displayWidth("e\u0301")).toBe(1);
    expect(displayWidth("学习")).toBe(4);
    expect(displayWidth("🙂")).toBe(2);
    expect(displayWidth("")).toBe(0);
  });
});

describe("numbers", () => {
  it("show about four figures of the largest", () => {
    expect([0.02, 0.87, 9.1, 48.2, 485, 1500, 2e6, 0].map((value) => decimalsFor([value]))).toEqual([
      3, 3, 3, 2, 1, 0, 0, 1,
    ]);
    expect(decimalsFor([1, -485.3, Number.NaN])).toBe(1);
  });

  it("never show a negative zero or NaN", () => {
    expect(fixed(-0.01, 1)).toBe("0.0");
    expect(fixed(-0.06, 1)).toBe("-0.1");
    expect(fixed(Number.NaN, 1)).toBe("–");
    expect(meanStdInterval(1, 0.25, [0.5, 1.5], 2)).toBe("1.00 ± 0.25 [0.50, 1.50]");
  });
});

const columns = [
  { header: "rule" },
  { header: "n", align: "right" },
  { header: "return", align: "number" },
] as const;

describe("textTable", () => {
  it("aligns decimal points of every number in a column", () => {
    const rows = [
      ["δ-rule", "3", "1.5 ± 0.25 [-1, 22.5]"],
      ["学习", "10", "-12 ± 3 [2.25, 3]"],
      ["none", "1", "–"],
    ];
    expect(textTable(columns, rows)).toBe(
      [
        "rule     n                      return",
        "──────  ──  ──────────────────────────",
        "δ-rule   3    1.5 ± 0.25 [-1   , 22.5]",
        "学习    10  -12   ± 3    [ 2.25,  3  ]",
        "none     1                           –",
      ].join("\n"),
    );
  });

  it("leaves cells that differ in words alone, and takes no rows", () => {
    expect(textTable([{ header: "x", align: "number" }], [["1.25 s"], ["2 min"]])).toBe(
      ["     x", "──────", "1.25 s", " 2 min"].join("\n"),
    );
    expect(textTable([{ header: "x" }], [], 2)).toBe("  x\n  ─");
  });
});

describe("markdownTable", () => {
  it("marks alignment and escapes bars", () => {
    expect(markdownTable(columns, [["a|b", "3", "1.5"]])).toBe(
      ["| rule |   n | return |", "| ---- | --: | -----: |", "| a\\|b |   3 |    1.5 |"].join("\n"),
    );
  });
});

describe("comparisonTables", () => {
  const trial = (env: string, rule: string, seed: number, value: number): TrialOutcome => ({
    env,
    rule,
    seed,
    status: "done",
    averageReturn: value,
    finalReturn: value + 10,
  });
  const seeds = [1, 2, 3, 4];
  const clear = summarise(
    seeds.flatMap((s) => [trial("Task-v0", "drtrl", s, 100 + s), trial("Task-v0", "reward", s, s)]),
  );

  it("says per environment what the rules reached and which does better", () => {
    const [name, returns, pairs, ...captions] = comparisonTables(clear).split("\n\n");
    expect(name).toBe("Task-v0");
    expect(returns!.split("\n")[2]).toMatch(
      /^ {2}drtrl +4 +102\.5 ± 1\.1 {2}\[101\.5, 103\.5\] +102\.5 +112\.5 ± 1\.1/,
    );
    expect(pairs!.split("\n")[2]).toMatch(
      /^ {2}drtrl {2}reward +1\.00 +\[1\.00, 1\.00\] {2}drtrl does better$/,
    );
    expect(captions.join(" ")).toContain("Higher is better.");
    for (const line of comparisonTables(clear).split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  });

  it("writes Markdown too", () => {
    const published = {
      env: "Task-v0",
      rule: clear.arms[0]!.rule,
      averageReturn: { mean: 390, std: 43 },
      runs: 10,
      source: "a paper",
    };
    const lines = comparisonTables(clear, "text", [published, { ...published, env: "Other-v0" }]).split("\n");
    const own = lines.findIndex((line) => line.trimStart().startsWith(`${published.rule} `));
    expect(lines[own + 1]).toMatch(/published, a paper +10 +390 +± 43/);
    expect(lines.filter((line) => line.includes("published"))).toHaveLength(1);

    expect(comparisonTables(clear, "markdown")).toContain("## Task-v0\n\n| rule");
  });

  it("claims nothing of too few seeds", () => {
    const text = comparisonTables(summarise([trial("T", "a", 1, 5), trial("T", "b", 1, 1)]));
    expect(text).toContain("too few seeds to tell");
    expect(text).toContain("there is no interval");
    expect(text).not.toContain("[");
    expect(comparisonTables({ arms: [], comparisons: [] })).toMatch(/nothing to compare/);
  });

  it("asks for as many seeds as a rank test needs", () => {
    expect([canTellApart(3, 3), canTellApart(4, 4), canTellApart(1, 38), canTellApart(1, 39)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(canTellApart(0, 50)).toBe(false);
  });
});
