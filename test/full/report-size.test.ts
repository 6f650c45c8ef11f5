import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, it } from "vitest";
import { type SyntheticRun, writeSyntheticRun } from "../experiment/report/synthetic-run.js";

const PROGRAM = join(import.meta.dirname, "../../dist/src/cli/main.js");
interface Size {
  readonly environments: readonly string[];
  readonly rules: number;
  readonly seeds: number;
  /** Of each curve. */
  readonly points: number;
}
/** Of the goal, 20 s: machines that do other things at the same time are several times slower. */
const MOST_SECONDS = 4 * 20;

const root = mkdtempSync(join(tmpdir(), "creditgym-report-size-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const names = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${what}-${k}`);

/** Tells on standard error, as the last thing of a process, the most memory that it ever held. */
const MEASURE = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS + " KiB"))',
)}`;

/** Writes a run, reports on it, and tells what that took. */
async function reportOn(folder: string, size: Size, sourceOf?: SyntheticRun["sourceOf"]) {
  writeSyntheticRun(join(root, folder), {
    ...{ ...size, rules: names("rule", size.rules) },
    ...(sourceOf && { sourceOf }),
  });
  const began = performance.now();
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", MEASURE, PROGRAM, "report", join(root, folder)],
    { maxBuffer: 2 ** 24 },
  );
  const seconds = (performance.now() - began) / 1000;
  const bytes = 1024 * Number(/peak (\d+) KiB$/.exec(stderr)![1]);
  const page = statSync(join(root, folder, "report/index.html")).size;
  const trials = size.environments.length * size.rules * size.seeds;
  console.log(
    `report of ${trials} trials: ${seconds.toFixed(1)} s, ` +
      `${(bytes / 1e6).toFixed(0)} MB at most, page of ${(page / 1e6).toFixed(2)} MB`,
  );
  const pictures = readdirSync(join(root, folder, "report")).filter((name) => name.endsWith(".png"));
  return { seconds, bytes, page, pictures };
}

it("reports on 1000 trials of 1000 points in under 1 GB", async () => {
  const size = { environments: names("Env", 10), rules: 10, seeds: 10, points: 1000 };
  const { seconds, bytes, page, pictures } = await reportOn("run", size);
  expect(bytes).toBeLessThan(1e9);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(page).toBeLessThan(5e6);
  // Learning curves, returns, profiles and pairs of each, and four over all.
  expect(pictures).toHaveLength(4 * 10 + 4);
});

it("reports on a family's 300 tasks in two splits with eight rules in under 1 GB", async () => {
  const splits = ["training", "held-out"] as const;
  const environments = splits.map((split) => `cart-pole/${split}`);
  const size = { environments, rules: 8, seeds: 300, points: 84 };
  const { seconds, bytes, page, pictures } = await reportOn("family", size, (env) => ({
    ...{ id: "CartPoleTask-v0", kwargs: {} },
    family: { id: "cart-pole", split: splits[environments.indexOf(env)]! },
  }));
  expect(bytes).toBeLessThan(1e9);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(page).toBeLessThan(5e6);
  // Learning curves, returns, profiles and pairs of each, and the unseen tasks.
  expect(pictures).toHaveLength(4 * 2 + 1);
});
