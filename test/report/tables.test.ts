import { describe, expect, it } from "vitest";
import { comparisonTables } from "../../src/report/comparison-table.js";
import { displayWidth } from "../../src/report/display-width.js";
import { canTellApart } from "../../src/report/enough-seeds.js";
import { escapeMarkdown, escapeMarkup } from "../../src/report/escape.js";
import { html, htmlTable } from "../../src/report/html.js";
import { decimalsFor, fixed, markdownTable, meanStdInterval, textTable } from "../../src/report/index.js";
import { heldOutTable } from "../../src/report/unseen-tasks.js";
import { isToldApart, ofSeeds } from "../../src/report/verdict.js";
import { summarise, summariseFamilies, type TrialOutcome } from "../../src/statistics/index.js";

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

describe("texts of users", () => {
  const hostile = `<b a="1">&'\u0000\ud800`;

  it("are escaped in HTML and SVG", () => {
    expect(escapeMarkup(hostile)).toBe("&lt;b a=&quot;1&quot;&gt;&amp;&#39;\ufffd\ufffd");
    expect(escapeMarkup("学习 🙂\n\t")).toBe("学习 🙂\n\t");
    expect(html`<p title="${hostile}">${[hostile, html`<i>${1}</i>`, undefined, false]}</p>`.text).toBe(
      `<p title="${escapeMarkup(hostile)}">${escapeMarkup(hostile)}<i>1</i></p>`,
    );
    const table = htmlTable({
      columns: [{ header: "<" }, { header: "n", align: "right" }],
      rows: [[hostile, "&"]],
    });
    expect(table.text).toContain(`<th scope="row">${escapeMarkup(hostile)}</th><td class="n">&amp;</td>`);
  });

  it("are escaped in Markdown, in cells of text only", () => {
    expect(escapeMarkdown("a_b *c* _d_ [e](f) <g> `h` \\ &amp;\n# i")).toBe(
      "a_b \\*c\\* \\_d\\_ \\[e\\](f) &lt;g&gt; \\`h\\` \\\\ &amp;amp; # i",
    );
    expect(escapeMarkdown("# heading")).toBe("\\# heading");
    const columns = [{ header: "rule", isText: true }, { header: "interval" }];
    expect(markdownTable(columns, [["<i>|*", "[1, 2]"]]).split("\n")[2]).toBe(
      "| &lt;i&gt;\\|\\* | [1, 2]   |",
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

  it("says why there is nothing to compare, in all environments or in one", () => {
    const done = (env: string): TrialOutcome => ({
      ...trial(env, "a", 1, 0),
      averageReturn: null,
      finalReturn: null,
    });
    const killed = (env: string): TrialOutcome => ({ ...done(env), seed: 2, status: "interrupted" });
    const textOf = (...trials: readonly TrialOutcome[]): string =>
      comparisonTables(summarise(trials)).replaceAll("\n", " ");
    expect(textOf(killed("T"))).toBe("No trial was completed: there is nothing to compare.");
    const why =
      "No episode ended in the trials that are done: there is nothing to compare. A larger budget lets episodes end, " +
      "and so does a shorter time limit (maxEpisodeSteps).";
    expect(textOf(done("T"), killed("T"))).toBe(why);
    expect(textOf(trial("T", "a", 1, 5), done("U"))).toContain(`  U  ${why}  `);
  });

  it("tells how many seeds a rule's figures are of, and lists rules that have none", () => {
    const summary = summarise([
      ...seeds.map((s) => trial("T", "a", s, s)),
      { ...trial("T", "a", 5, 0), status: "failed" },
      { ...trial("T", "b", 1, 0), status: "interrupted", averageReturn: null },
    ]);
    const [, returns, ...captions] = comparisonTables(summary).split("\n\n");
    expect(returns!.split("\n")[2]).toMatch(/^ {2}a +4 of 5 +2\.5/);
    expect(returns!.split("\n")[3]).toMatch(/^ {2}b +0 of 1 +–/);
    expect(captions.join(" ").replaceAll("\n", " ")).toContain("it looks better than it is");
  });

  it("has columns for shared seeds and evaluations where there is room for them", () => {
    const paired = summarise(
      seeds.flatMap((s) => [
        { ...trial("T", "a", s, 10 * s + 3), evaluationReturn: 7 },
        trial("T", "b", s, s === 1 ? 13 : 10 * s),
      ]),
    );
    const markdown = comparisonTables(paired, "markdown");
    expect(markdown).toMatch(/\| evaluation return \|/);
    expect(markdown).toMatch(/\| a +\| b +\| +0\.\d\d \| +\[.*\] \| 2\.250 \| +\[.*\] \| +3\.5 of 4 \|/);
    expect(markdown).toContain("seed by seed");
    expect(comparisonTables(paired)).not.toMatch(/evaluation|seed by seed/);
  });

  it("puts environments together where all have score ranges", () => {
    const trials = ["T", "U"].flatMap((env) =>
      seeds.flatMap((s) => [trial(env, "a", s, 5 + s), trial(env, "b", s, s)]),
    );
    const range = { low: 0, high: 10 };
    const text = comparisonTables(summarise(trials, new Map(["T", "U"].map((env) => [env, range]))));
    const parts = text.split("\n\n");
    const at = parts.indexOf("Over all environments");
    expect(parts[at + 1]).toMatch(/^ {2}rule +runs +median +95 % interval +IQM .* optimality gap/);
    expect(parts[at + 1]!.split("\n")[2]).toMatch(/^ {2}a +8 +0\.750/);
    expect(parts[at + 2]!.split("\n")[2]).toMatch(/a does better$/);
    expect(comparisonTables(summarise(trials))).not.toContain("optimality gap");
  });

  it("explains the table over all environments only where there is one", () => {
    const ranges = new Map(["T", "U"].map((env) => [env, { low: 0, high: 10 }]));
    const text = (environments: readonly string[], rules: readonly string[]): string => {
      const trials = environments.flatMap((env) =>
        rules.flatMap((rule) => seeds.map((s) => trial(env, rule, s, s))),
      );
      return comparisonTables(summarise(trials, ranges));
    };
    const both = text(["T", "U"], ["a", "b"]).split("\n\n");
    expect(both.filter((part) => /^Over all environments(: average|$)/.test(part))).toHaveLength(2);
    for (const other of [text(["T"], ["a", "b"]), text(["T", "U"], ["a"])]) {
      expect(other).toContain("Higher is better.");
      expect(other).not.toMatch(/over all environments/i);
    }
  });

  it("asks for as many seeds as a rank test needs", () => {
    const enough = (n: number, m: number): boolean => canTellApart([[n, m]]);
    expect([enough(3, 3), enough(4, 4), enough(1, 38), enough(1, 39)]).toEqual([false, true, false, true]);
    expect(enough(0, 50)).toBe(false);
    expect(isToldApart({ ci95: [0.6, 1] }, 0.5, ofSeeds([[4, 4]]))).toBe(true);
    expect(isToldApart({ ci95: [0.6, 1] }, 0.5, ofSeeds([[3, 3]]))).toBe(false);
    expect(isToldApart({ ci95: [0.4, 1] }, 0.5, ofSeeds([[9, 9]]))).toBe(false);
  });

  it("asks several environments together for so many seeds, and each for one", () => {
    const two: [number, number] = [2, 2];
    // 2 / 6² and 2 / 6³; 2 / 2⁵ and 2 / 2⁶.
    expect([canTellApart([two, two]), canTellApart([two, two, two])]).toEqual([false, true]);
    expect([5, 6].map((k) => canTellApart(Array<[number, number]>(k).fill([1, 1])))).toEqual([false, true]);
    expect(
      canTellApart([
        [9, 9],
        [9, 0],
      ]),
    ).toBe(false);
    const verdicts = (environments: number): string[] => {
      const trials = ["T", "U", "V"]
        .slice(0, environments)
        .flatMap((env) => [1, 2].flatMap((s) => [trial(env, "a", s, 5 + s), trial(env, "b", s, s)]));
      const lines = comparisonTables(summarise(trials)).split("\n");
      return lines.flatMap((line) => /too few seeds to tell$|a does better$/.exec(line) ?? []);
    };
    const few = "too few seeds to tell";
    expect(verdicts(2)).toEqual([few, few, few]);
    expect(verdicts(3)).toEqual([few, few, few, "a does better"]);
  });

  it("says of a family's tasks the same in its table of pairs and in that of held-out tasks", () => {
    const env = "cart-pole/held-out";
    const verdicts = (tasks: number, ahead = 5): readonly (string | undefined)[] => {
      const trials = Array.from({ length: tasks }, (_, s) => [
        trial(env, "a", s, ahead + s),
        trial(env, "b", s, s),
      ]).flat();
      const summary = summarise(trials);
      const [family] = summariseFamilies(trials, summary, [{ family: "cart-pole", heldOut: env }]);
      const last = /(too few .*|\w+ does better|no clear difference)$/m;
      expect(comparisonTables(summary, "text", [], new Set([env]))).not.toMatch(last);
      return [
        last.exec(
          comparisonTables(summary, "markdown", [], new Set([env]))
            .replaceAll(" |", "")
            .replaceAll(/ +$/gm, ""),
        )?.[1],
        heldOutTable(family!)!.rows[0]!.at(-1),
      ];
    };
    const few = "too few tasks to tell";
    for (const tasks of [2, 4, 5]) expect(verdicts(tasks), `${tasks} tasks`).toEqual([few, few]);
    expect(verdicts(6)).toEqual(["a does better", "a does better"]);
    // A little better on every task, while tasks differ by more.
    expect(verdicts(10, 0.5)).toEqual(["a does better", "a does better"]);
  });
});
