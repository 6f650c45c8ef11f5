// Runs the benchmarks and puts what they came to into docs/performance.md: tables between their marks, the figure beside
// them. One command makes all of it, at a moment when nothing else runs; half an hour:
//
//     npm run build && node scripts/update-performance.js
//
// With folders that `creditgym bench --out DIR` wrote, those are shown and nothing is run; of a part that is in several of
// them, the last one counts.
//
// Marks: <!-- machine --> … <!-- end -->; <!-- part batched-step --> … <!-- end -->, the table of one part;
// <!-- targets --> … <!-- end -->, the ratios that are asked for beside those that were measured.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchmarkFigure, benchmarkTable, formatMachine } from "../dist/src/bench/index.js";
import { toPng } from "../dist/src/report/png.js";
import { markdownTable } from "../dist/src/report/tables.js";

const root = join(import.meta.dirname, "..");
const given = process.argv.slice(2);
const folders = given.length > 0 ? given : [benched()];
const runs = folders
  .map((folder) => JSON.parse(readFileSync(join(folder, "bench.json"), "utf8")))
  .map(withoutLater)
  .filter(({ benchmarks }) => benchmarks.length > 0);
const benchmarks = runs.flatMap((run) => run.benchmarks);

/** Of the batched step: on one core, at least so many times the other's samples per second. */
const TARGETS = [
  ["1×1, 64-32", "NumPy", 8],
  ["1×1, 64-32", "tfjs-node", 50],
  ["1×1024, 64-32", "tfjs-node", 1],
  ["1×1024, 64-32", "NumPy", 0.35],
  ["32×32, 64-32", "tfjs-node", 1],
  ["32×32, 64-32", "NumPy", 0.5],
];

const path = join(root, "docs/performance.md");
const text = readFileSync(path, "utf8").replaceAll(
  /<!-- (machine|targets|part ([\w-]+)) -->\n(?:.*?\n)??<!-- end -->/gs,
  (_, mark, part) => `<!-- ${mark} -->\n\n${content(mark, part)}\n\n<!-- end -->`,
);
writeFileSync(path, text);
execFileSync("npx", ["prettier", "--write", path], { cwd: root, stdio: "ignore" });
const [{ machine }] = runs;
writeFileSync(join(root, "docs/images/performance.png"), toPng(benchmarkFigure({ machine, benchmarks })));

function benched() {
  const out = mkdtempSync(join(tmpdir(), "creditgym-performance-"));
  const command = join(root, "dist/src/cli/main.js");
  execFileSync(process.execPath, [command, "bench", "--out", out], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return out;
}

/** A run without the parts that are in one after it, too. */
function withoutLater(run, place, all) {
  const later = new Set(all.slice(place + 1).flatMap((other) => other.benchmarks.map(({ part }) => part)));
  return { ...run, benchmarks: run.benchmarks.filter(({ part }) => !later.has(part)) };
}

function content(mark, part) {
  if (mark === "machine") return runs.map(machineOf).join("\n\n");
  if (mark === "targets") return targets();
  const results = benchmarks.filter((result) => result.part === part);
  if (results.length === 0) return "Not measured in this run.";
  const { columns, rows } = benchmarkTable(results);
  return markdownTable(columns, rows);
}

/** What a run was made on; of several runs, with the parts that it is about. */
function machineOf(run) {
  const parts = [...new Set(run.benchmarks.map(({ part }) => part))].join(", ");
  const text = formatMachine(run).replaceAll("\n", "\n\n");
  return runs.length > 1 ? `Parts ${parts}:\n\n${text}` : text;
}

function targets() {
  const rows = TARGETS.map(([shape, other, least]) => {
    const result = benchmarks.find(({ name }) => name.startsWith(`batched step, ${shape},`));
    const ratio = result?.against.find(({ name }) => name === other)?.ratio;
    const held = ratio === undefined ? "not measured" : ratio >= least ? "yes" : "no";
    return [shape, other, `${least}`, ratio?.toPrecision(3) ?? "", held];
  });
  const columns = [
    { header: "replicas × rows, units" },
    { header: "wasm against" },
    { header: "asked for", align: "number" },
    { header: "measured", align: "number" },
    { header: "reached" },
  ];
  return markdownTable(columns, rows);
}
