import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { FigureShelf } from "../../../src/experiment/report/figure-html.js";
import { writeReport } from "../../../src/experiment/report/write-report.js";
import { readRun } from "../../../src/experiment/store/read-run.js";
import { creditgym } from "../../cli/creditgym.js";
import { EXPERIMENT, TINY_AGENT, temporaryFolder } from "../tiny.js";
import { writeSyntheticRun } from "./synthetic-run.js";

const root = temporaryFolder();
/** Milliseconds: a report takes a second of a processor that has nothing else to do. */
const PATIENCE = 300_000;
vi.setConfig({ testTimeout: PATIENCE, hookTimeout: PATIENCE });

const WHOLE = {
  ...EXPERIMENT,
  description: "Two environments, & what rules <make> of them.",
  environments: ["CartPole-v1", "Multiplexer-v0"],
  rules: ["weight-max", "backprop"],
  seeds: 2,
  agent: TINY_AGENT,
  perRule: { backprop: { rates: [0.02, 0.002] } },
  perEnvironment: {
    "CartPole-v1": { scoreRange: { low: 0, high: 500 } },
    "Multiplexer-v0": { scoreRange: { low: -1, high: 1 } },
  },
  evaluation: { episodes: 2, points: 3 },
  diagnostics: { points: 3, decisions: 16, rounds: 16 },
  sweep: { search: "grid", space: { "rates[0]": [0.01, 0.03] }, seeds: [101] },
} as const;

/** Runs the comparison with the built command. */
async function run(name: string, workers: number): Promise<void> {
  const experiment = join(root, "whole.ts");
  writeFileSync(experiment, `export default ${JSON.stringify(WHOLE)};`);
  const flags = ["--quiet", "--workers", String(workers), "--out", join(root, name)];
  const { code, stderr } = await creditgym("compare", experiment, ...flags);
  if (code !== 0) throw new Error(stderr);
}

function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex"),
      ]),
  );
}

const text = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");
const pageOf = (...path: readonly string[]): Document =>
  parseHTML(text(...path)).document as unknown as Document;
const all = (document: Document, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((element) => element.textContent ?? "");

describe("the report that a run ends with", () => {
  let first: Record<string, string>;
  let page: Document;
  const report = (): string => join(root, "one", "report");

  beforeAll(async () => {
    await run("one", 1);
    await run("two", 2);
    first = hashes(report());
    page = pageOf(report(), "index.html");
  });

  it("is byte for byte the same for equal runs, and tells nothing of when and where", () => {
    expect(hashes(join(root, "two", "report"))).toEqual(first);
    const html = text(report(), "index.html");
    expect(html).not.toContain(root);
    expect(html).not.toMatch(/20\d\d-\d\d-\d\d/);
    expect(all(page, "h2")).not.toContain("Speed");
    expect(page.querySelector("footer")!.textContent).toContain("creditgym report DIR");
  });

  it("has a section for everything, in order", () => {
    expect(all(page, "h1")).toEqual(["tiny"]);
    expect(page.querySelector(".lead")!.textContent).toBe(WHOLE.description);
    expect(all(page, "h2")).toEqual([
      ...["What was run", "Over all environments", "CartPole-v1", "Multiplexer-v0"],
      ...["Hyperparameter search", "All trials", "How the numbers were made"],
    ]);
    expect(all(page, "nav a")).toEqual(all(page, "h2"));
    for (const link of page.querySelectorAll("nav a")) {
      expect(page.querySelector(link.getAttribute("href")!)).not.toBeNull();
    }
    expect(all(page, "header p")).toContain("8 of 8 trials done.");
  });

  it("draws every figure, each with a line on how to read it", () => {
    const headings = [...page.querySelectorAll("section")].map((section) =>
      [...section.querySelectorAll("figcaption b")].map((heading) => heading.textContent),
    );
    const own = [
      "Learning curves.",
      "Returns.",
      "Performance profiles.",
      "Pairs of rules.",
      "Evaluations.",
      "Diagnostics.",
    ];
    expect(headings.slice(1, 4)).toEqual([
      ["Aggregates.", "Performance profiles.", "Sample efficiency.", "Pairs of rules."],
      own,
      own,
    ]);
    for (const figure of page.querySelectorAll("figure")) {
      expect(figure.querySelectorAll("svg[role=img]")).toHaveLength(1);
      expect(figure.querySelector("figcaption")!.textContent!.length).toBeGreaterThan(80);
    }
    const files = Object.keys(first);
    expect(files.filter((name) => name.endsWith(".svg"))).toHaveLength(16);
    expect(files.filter((name) => name.endsWith(".png"))).toHaveLength(16);
    for (const name of files.filter((file) => file.endsWith(".svg"))) {
      expect(text(report(), name), name).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it("needs nothing from elsewhere, and runs nothing", () => {
    const html = text(report(), "index.html");
    expect(html).not.toMatch(/<(?:script|link|iframe|img|object|embed)\b|@import|url\(|\son\w+=/i);
    const addresses = [...html.matchAll(/https?:\/\/[^\s"'<]+/g)].map(([address]) => address);
    expect(new Set(addresses)).toEqual(new Set(["http://www.w3.org/2000/svg"]));
    for (const element of page.querySelectorAll("[href], [src]")) {
      expect(element.getAttribute("href")).toMatch(/^#/);
    }
  });

  it("tells what was run, and what differs between arms", () => {
    const facts = new Map(
      [...page.querySelectorAll("dl.facts dt")].map((term) => [
        term.textContent,
        term.nextElementSibling!.textContent,
      ]),
    );
    expect(facts.get("Trials")).toBe("2 environments × 2 rules × 2 seeds = 8 trials");
    expect(facts.get("Budget of a trial")).toBe("10 episodes");
    expect(facts.get("Seeds")).toBe("1, 2");
    expect(facts.get("Evaluation")).toBe("2 episodes with sampled actions, at 3 points of the budget");
    expect(facts.get("Software")).toContain(`Node.js ${process.versions.node}`);
    const [differences] = page.querySelectorAll("#what-was-run table");
    expect(all(differences as unknown as Document, "thead th")).toEqual(
      expect.arrayContaining(["environment", "rules", "rates", "scoreRange.low"]),
    );
    const settings = all(page, "#what-was-run details details pre").map((json) => JSON.parse(json));
    expect(settings).toHaveLength(4);
    const { sweep } = readRun(join(root, "one"));
    expect(settings.map(({ agent }) => agent)).toEqual(sweep!.arms.map(({ agent }) => agent));
  });

  it("gives the numbers of the summary", async () => {
    const { summary } = await writeReport(readRun(join(root, "one")), { out: join(root, "numbers") });
    const arm = summary.arms[0]!;
    const rows = [
      ...page.querySelectorAll("#environment-CartPole-v1 table")[0]!.querySelectorAll("tbody tr"),
    ];
    expect(rows).toHaveLength(2);
    expect(all(rows[0] as unknown as Document, "th, td").slice(0, 2)).toEqual(["weight-max", "2"]);
    expect(rows[0]!.textContent).toContain(arm.evaluationReturn!.iqm.toFixed(2));
    expect(all(page, "#all-trials tbody tr")).toHaveLength(8);
    expect(all(page, "#hyperparameter-search details tbody tr")).toHaveLength(4 * 3);
    expect(text(report(), "comparison.md")).toContain("## Hyperparameter search\n\n| environment");
    expect(text(report(), "comparison.md")).toContain("## Over all environments");
  });

  it("gets the speed when it is asked for, and is as before otherwise", async () => {
    const folder = readRun(join(root, "two"));
    const { page: path } = await writeReport(folder, { speed: true });
    const speedy = pageOf(path);
    expect(all(speedy, "h2")).toContain("Speed");
    expect(all(speedy, "#speed tbody tr")).toHaveLength(4);
    expect(speedy.querySelector("footer")!.textContent).not.toContain("creditgym report DIR");
    await writeReport(folder);
    expect(hashes(join(root, "two", "report"))).toEqual(first);
  });
});

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
