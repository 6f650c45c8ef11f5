import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { creditRule } from "../../../agents/rules/index.js";
import { writeReport } from "../../../src/experiment/report/write-report.js";
import { readRun } from "../../../src/experiment/store/read-run.js";
import { creditgym } from "../../cli/creditgym.js";
import { EXPERIMENT, TINY_AGENT, temporaryFolder } from "../tiny.js";
import { all, hashes, pageOf, text } from "./read-report.js";

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
  sweep: { search: "grid", space: { "rates[0]": [0.015, 0.03] }, seeds: [101] },
} as const;

/** Runs the comparison with the built command. */
async function run(name: string, workers: number): Promise<void> {
  const experiment = join(root, "whole.ts");
  writeFileSync(experiment, `export default ${JSON.stringify(WHOLE)};`);
  const flags = ["--quiet", "--workers", String(workers), "--out", join(root, name)];
  const { code, stderr } = await creditgym("compare", experiment, ...flags);
  if (code !== 0) throw new Error(stderr);
}

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
    const resolved = sweep!.arms.map(({ rule, agent }) => ({
      ...agent,
      units: creditRule(rule).defaultUnits,
    }));
    expect(settings.map(({ agent }) => agent)).toEqual(resolved);
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
