import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ComparisonResults } from "../../src/experiment/results.js";
import { fixed, intervalText } from "../../src/report/index.js";
import type { MeasureSummary } from "../../src/statistics/index.js";

const root = join(import.meta.dirname, "../..");
const [guide] = readFileSync(join(root, "docs/unseen-tasks.md"), "utf8")
  .split("## Classification\n")[1]!
  .split("\n## ") as [string];
const folder = mkdtempSync(join(root, "test/docs/unseen-classification-"));

afterAll(() => rmSync(folder, { recursive: true }));

const told = ({ mean, meanCi95 }: MeasureSummary): string => `${fixed(mean, 3)} ${intervalText(meanCi95, 3)}`;
const numbers = (text: string): number[] => text.match(/\d+\.\d+/g)!.map(Number);

test("its table is what its command gives", { timeout: 600_000 }, () => {
  const [, line] = /```sh\n(.*?)\n```/s.exec(guide)!;
  const program = JSON.stringify(join(root, "dist/src/cli/main.js"));
  const { stdout, stderr, status } = spawnSync(
    "sh",
    ["-c", `${line!.replace(/^creditgym/, `node ${program}`)} --quiet --json`],
    { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { arms } = JSON.parse(stdout) as ComparisonResults;
  const rules = [...new Set(arms.map(({ rule }) => rule))];
  const expected = rules.flatMap((rule) =>
    arms
      .filter((arm) => arm.rule === rule)
      .map(({ env, seeds, labels }) => {
        expect(seeds).toBe(30);
        const { evaluation, "training set": training } = labels!;
        const cells = [told(training!.logLoss), told(evaluation!.accuracy), told(evaluation!.logLoss)];
        return `| ${[`\`${rule}\``, env.replace("class-mixtures/", ""), ...cells].join(" | ")} |`;
      }),
  );
  const rows = guide.split("\n").filter((one) => one.startsWith("| `"));
  const found = rows.map((row) => row.replaceAll(/ +\|/g, " |"));
  // Other versions of V8 round otherwise, which training makes larger.
  const isNear =
    found.length === expected.length &&
    found.every((row, k) =>
      numbers(row).every(
        (value, i) => Math.abs(value - numbers(expected[k]!)[i]!) <= 0.01 * Math.max(1, value),
      ),
    );
  if (!isNear) expect(found).toEqual(expected);
});
