import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, it, vi } from "vitest";
import { optimalReturn } from "../../../src/experiment/optimal-return.js";
import { FigureShelf } from "../../../src/experiment/report/figure-html.js";
import { writeReport } from "../../../src/experiment/report/write-report.js";
import { readRun } from "../../../src/experiment/store/read-run.js";
import { temporaryFolder } from "../tiny.js";
import { all, hashes, pageOf, text } from "./read-report.js";
import { writeSyntheticRun } from "./synthetic-run.js";

const root = temporaryFolder();
/** Milliseconds: a report takes a second of a processor that has nothing else to do. */
const PATIENCE = 300_000;
vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

describe("the report of a run that is not whole", () => {
  const rules = ["a", "b"];

  it("tells what is left out, and counts it nowhere", async () => {
    const folder = join(root, "partial");
    writeSyntheticRun(folder, {
      ...{ environments: ["E"], rules, seeds: 6, points: 20 },
      change: (_, rule, seed) => {
        if (rule === "b") return undefined;
        if (seed === 1) return { status: "failed", error: "it <b>broke</b>" };
        if (seed === 2) return { status: "interrupted", episodes: 7 };
        if (seed === 3) return { status: "running" };
        return undefined;
      },
    });
    rmSync(join(folder, "trials/env-0/rule-0/4"), { recursive: true });
    const { summary, page } = await writeReport(readRun(folder));
    const document = pageOf(page);
    expect(all(document, "header p")).toContain("8 of 12 trials done.");
    expect(all(document, ".warning li")).toEqual([
      "Failed: E, a, seed 1: it <b>broke</b>",
      "Has not ended (it is running, or its process was killed): E, a, seed 3",
      "Interrupted: E, a, seed 2, after 7 episodes",
      "Not begun: 1 trial",
    ]);
    expect(summary.arms.map(({ seeds }) => seeds)).toEqual([2, 6]);
    expect(all(document, "figure svg text")).toContain("a (n=2 of 6)");
    expect(all(document, "#environment-env-0 tbody tr")[0]).toMatch(/^a2 of 6/);
    expect(document.querySelector("#environment-env-0")!.textContent).toContain("it looks better than it is");
    expect(text(folder, "report/comparison.md")).toContain("it &lt;b&gt;broke&lt;/b&gt;");
  });

  it("keeps a rule's colour when another has nothing to show", async () => {
    // A name's line stands before it.
    const colour = async (name: string, failing: string | undefined): Promise<string | undefined> => {
      const folder = join(root, name);
      writeSyntheticRun(folder, {
        ...{ environments: ["E"], rules, seeds: 2, points: 20 },
        change: (_, rule) => (rule === failing ? { status: "failed" } : undefined),
      });
      await writeReport(readRun(folder));
      const { document } = parseHTML(text(folder, "report/learning-curves-env-0.svg"));
      const label = [...document.querySelectorAll("text")].find(
        ({ textContent }) => textContent === "b (n=2)",
      );
      return label!.previousElementSibling!.getAttribute("stroke")!;
    };
    const whole = await colour("colours", undefined);
    expect(whole).toMatch(/^#/);
    expect(await colour("colours-failed", "a")).toBe(whole);
  });

  it("stands for a run of which nothing is done, and removes the figures that there are no longer", async () => {
    const folder = join(root, "nothing");
    writeSyntheticRun(folder, { environments: ["E"], rules, seeds: 2, points: 20 });
    await writeReport(readRun(folder));
    writeFileSync(join(folder, "report/my-notes.txt"), "mine");
    expect(existsSync(join(folder, "report/returns-env-0.png"))).toBe(true);
    rmSync(join(folder, "trials"), { recursive: true });
    const { page } = await writeReport(readRun(folder));
    expect(readdirSync(join(folder, "report")).sort()).toEqual([
      "comparison.md",
      "index.html",
      "my-notes.txt",
    ]);
    expect(pageOf(page).querySelector("#environment-env-0")!.textContent).toContain("No trial was completed");
  });
});

describe("the report of a family", () => {
  const splits = ["training", "validation", "held-out"] as const;
  const environments = splits.map((split) => `cart-pole/${split}`);
  const run = {
    ...{ environments, rules: ["a", "b"], seeds: 7, points: 20 },
    sourceOf: (env: string) => ({
      ...{ id: "CartPoleTask-v0", kwargs: {} },
      family: { id: "cart-pole", split: splits[environments.indexOf(env)]! },
    }),
  };

  it("has unseen tasks before the splits, and nothing over them all", async () => {
    const folder = join(root, "family");
    writeSyntheticRun(folder, {
      ...run,
      change: (env, rule, seed) =>
        env.endsWith("held-out") && rule === "b" && seed > 5
          ? { status: "failed", error: "it broke" }
          : undefined,
    });
    const { page, families, summary } = await writeReport(readRun(folder));
    const document = pageOf(page);
    expect(all(document, "h2").slice(0, 3)).toEqual(["What was run", "Unseen tasks", "cart-pole/training"]);
    const [returns, pairs] = document.querySelectorAll("#unseen-tasks table");
    expect(all(returns as unknown as Document, "th[scope=col]")).toEqual([
      ...[
        "rule",
        "tasks",
        "training",
        "95 % interval",
        "validation",
        "95 % interval",
        "held-out",
        "95 % interval",
      ],
      ...["held-out − training", "95 % interval"],
    ]);
    expect(all(returns as unknown as Document, "tbody tr")[1]).toMatch(/^b7 \/ 5 of 7/);
    expect(all(pairs as unknown as Document, "tbody tr")[0]).toMatch(/of 5too few tasks to tell$/);
    expect(families[0]!.rules[0]!.validation!.mean).toBe(
      summary.arms.find(({ env, rule }) => env === "cart-pole/validation" && rule === "a")!.averageReturn
        .mean,
    );
    expect(existsSync(join(folder, "report/unseen-tasks-cart-pole.png"))).toBe(true);
    // What splits are counted in are tasks.
    const splits = [...document.querySelectorAll("section")].filter(({ id }) =>
      id.startsWith("environment-"),
    );
    expect(splits).toHaveLength(3);
    for (const section of splits) {
      expect(all(section as unknown as Document, "th[scope=col]")[1]).toBe("tasks");
      const told = [
        ...all(section as unknown as Document, "svg text"),
        ...all(section as unknown as Document, "figcaption"),
      ].join(" ");
      expect(told).toMatch(/learning curves, (?:7|5 to 7) tasks/);
      expect(told).toContain("interquartile mean over tasks");
      expect(told).toContain("so it may differ from the mean of all of them");
      expect(told).not.toMatch(/\bseeds?\b/);
    }
  });

  it("has shares of the optimum where that is known, and removes figures of labels that there are no longer", async () => {
    const folder = join(root, "wide");
    const wide = splits.map((split) => `contextual-bandit-wide/${split}`);
    const sourceOf = (env: string) => ({
      ...{ id: "ContextualBandit-v0", kwargs: {} },
      family: { id: "contextual-bandit-wide", split: splits[wide.indexOf(env)]! },
    });
    writeSyntheticRun(folder, {
      ...{ environments: wide, rules: ["a", "b"], seeds: 2, points: 5, sourceOf },
      // One gets what the best policy does on each task, the other half of it.
      change: (env, rule, seed) => {
        const averageReturn = optimalReturn(sourceOf(env), seed)! / (rule === "a" ? 1 : 2);
        return { averageReturn };
      },
    });
    await writeReport(readRun(folder));
    const old = join(folder, "report/labels-1-accuracy-env-0.png");
    writeFileSync(old, "");
    const { page, families } = await writeReport(readRun(folder));
    expect(existsSync(old)).toBe(false);
    expect(families[0]!.sharesOfOptimum!.map(({ heldOut }) => heldOut!.mean)).toEqual([
      expect.closeTo(1, 12),
      expect.closeTo(0.5, 12),
    ]);
    const unseen = pageOf(page).querySelector("#unseen-tasks") as unknown as Document;
    expect(all(unseen, "h3")).toContain("Share of the optimum");
    expect(all(unseen, "tbody tr")).toContainEqual(expect.stringMatching(/^b20\.500\[0\.500, 0\.500\]/));
    expect(text(folder, "report/comparison.md")).toContain("| share, held-out |");
  });

  it("stands for one of which nothing is done, and removes the figure that there is no longer", async () => {
    const folder = join(root, "family-undone");
    writeSyntheticRun(folder, run);
    await writeReport(readRun(folder));
    rmSync(join(folder, "trials"), { recursive: true });
    const { page, families } = await writeReport(readRun(folder));
    expect(families).toEqual([{ family: "cart-pole", rules: [], heldOutComparisons: [] }]);
    expect(pageOf(page).querySelector("#unseen-tasks")!.textContent).toContain("No trial was completed");
    expect(existsSync(join(folder, "report/unseen-tasks-cart-pole.png"))).toBe(false);
  });
});

describe("names that users chose", () => {
  const hostile = `<script>alert("1")</script> & '|\`*_x_*`;

  it("are shown as they are, in page, figures and Markdown", async () => {
    const folder = join(root, "hostile");
    writeSyntheticRun(folder, {
      ...{ environments: [hostile, "E\u0007"], rules: [hostile, "b"], seeds: 2, points: 20 },
      ...{ name: hostile, description: hostile },
      change: (_, rule, seed) =>
        rule === "b" && seed === 2 ? { status: "failed", error: hostile } : undefined,
    });
    const { page, files } = await writeReport(readRun(folder), { speed: true });
    const document = pageOf(page);
    expect(document.querySelectorAll("script")).toHaveLength(0);
    expect(all(document, "h1")).toEqual([hostile]);
    expect(all(document, "h2")).toContain(hostile);
    expect(all(document, "h2")).toContain("E\uFFFD");
    expect(all(document, ".warning li").join()).toContain(`seed 2: ${hostile}`);
    expect(
      all(document, "figure svg text").some((label) => label.startsWith(`${hostile}: learning curves`)),
    ).toBe(true);
    const svg = files.filter((file) => file.endsWith(".svg"));
    expect(svg.length).toBeGreaterThan(8);
    for (const file of svg) expect(text(file)).not.toMatch(/<script|aria-label="[^"]*</);
    const markdown = text(folder, "report/comparison.md");
    expect(markdown).not.toContain("<script");
    expect(markdown).toContain("&lt;script&gt;alert");
    for (const line of markdown.split("\n").filter((one) => one.startsWith("|"))) {
      expect(line).not.toMatch(/[^\\]'\|/);
    }
  });
});

describe("where it is written", () => {
  it("refuses a folder with anything else, and replaces a report", async () => {
    const folder = join(root, "target");
    writeSyntheticRun(folder, { environments: ["E"], rules: ["a"], seeds: 1, points: 5 });
    const loaded = readRun(folder);
    await expect(writeReport(loaded, { out: folder })).rejects.toThrow(
      /^--out is ".*", which holds something else: allowed is/,
    );
    const out = join(root, "elsewhere/deep");
    await writeReport(loaded, { out });
    const before = hashes(out);
    await writeReport(loaded, { out });
    expect(hashes(out)).toEqual(before);
    expect(existsSync(join(folder, "report"))).toBe(false);
  });

  it("leaves figures out of the page that make it too large", () => {
    const shelf = new FigureShelf();
    const figure = { env: "E", heading: "Returns", caption: "How to read it." };
    const large = { ...figure, name: "returns-E 1", svg: `<svg>${" ".repeat(3_999_000)}</svg>` };
    expect(shelf.place(large).text).toContain("<svg>");
    const other = shelf.place({ ...large, name: "returns-E 2" }).text;
    expect(other).not.toContain("<svg>");
    expect(other).toContain('<a href="returns-E%202.svg">returns-E 2.svg</a>');
    expect(shelf.place({ ...figure, name: "pairs-E 1", svg: "<svg></svg>" }).text).toContain("<svg>");
    expect(shelf.leftOut).toEqual(["returns-E 2"]);
  });
});
