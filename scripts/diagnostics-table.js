// Prints what the trials of a run measured with --diagnostics, as a Markdown table of their hidden layers:
//   node scripts/diagnostics-table.js RUN
// Each number is a median over seeds and over the points in the first or in the last quarter of the budget.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [run] = process.argv.slice(2);
if (run === undefined) throw new Error("give the folder of a run");
const { arms, seeds } = JSON.parse(readFileSync(join(run, "experiment.json"), "utf8"));

const COLUMNS = [
  "environment",
  "rule",
  "layer",
  "angle, first quarter",
  "told",
  "angle, last quarter",
  "told",
  "signal to noise, first → last",
  "norm ÷ gradient's",
  "entropy",
  "dead",
  "saturated",
];

console.log(`| ${COLUMNS.join(" | ")} |`);
console.log(`|${COLUMNS.map((_, k) => (k < 3 ? " --- |" : " ---: |")).join("")}`);
for (const { env, rule, folder } of arms) {
  const trials = seeds.map((seed) => pointsOf(join(run, folder, String(seed), "diagnostics.jsonl")));
  const quarter = Math.ceil(trials[0].length / 4);
  const first = trials.flatMap((points) => points.slice(0, quarter));
  const last = trials.flatMap((points) => points.slice(-quarter));
  for (let l = 0; l < first[0].layers.length - 1; l++) {
    const [early, late] = [first, last].map((points) => points.map(({ layers }) => layers[l]));
    const cells = [
      ...[env, `\`${rule}\``, String(l + 1)],
      ...[early, late].flatMap((layers) => [angle(layers), told(layers)]),
      `${median(layersOf(early, "signalToNoise"), scientific)} → ${median(layersOf(late, "signalToNoise"), scientific)}`,
      median(
        late.filter(({ norm, gradientNorm }) => norm !== null && gradientNorm !== null).map(ratio),
        (value) => value.toFixed(2),
      ),
      median(layersOf(late, "entropy"), (value) => value.toFixed(2)),
      median(layersOf(late, "dead"), percent),
      median(layersOf(late, "saturated"), percent),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function pointsOf(file) {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function layersOf(layers, key) {
  return layers.map((layer) => layer[key]).filter((value) => value !== null);
}

function angle(layers) {
  const error = median(layersOf(layers, "angleError"), (value) => value.toFixed(1));
  return `${median(layersOf(layers, "angle"), (value) => value.toFixed(1))} ± ${error}°`.replace(
    "– ± –°",
    "–",
  );
}

function told(layers) {
  return `${layersOf(layers, "angle").length}/${layers.length}`;
}

function ratio({ norm, gradientNorm }) {
  return norm / gradientNorm;
}

function percent(value) {
  return `${Math.round(100 * value)} %`;
}

function scientific(value) {
  return value.toExponential(0);
}

function median(values, format) {
  if (values.length === 0) return "–";
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return format((sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2);
}
