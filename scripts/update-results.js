// Puts what runs came to into docs/results.md and docs/unseen-tasks.md: tables between their marks, figures beside them.
//
//     node scripts/update-results.js RUN...
//
// A mark names an experiment, with its variant if it has one, and a section of the run's report:
// <!-- table paper-weight-max/traces CartPole-v1 --> … <!-- end --> for its first table, and for the rows of its second
// table, that of pairs, which are about one rule: <!-- pairs unseen-cart-pole cart-pole tdca --> … <!-- end -->. What rules
// score against labels in the splits of a family: <!-- labels unseen-classification digits --> … <!-- end -->; one rule's
// scores on held-out tasks less the others', task by task: <!-- label-pairs unseen-classification digits tdca --> … <!-- end -->.
// Figures are copied to docs/images/.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRun } from "../dist/src/experiment/store/read-run.js";
import { pairedDifference } from "../dist/src/statistics/index.js";

const root = join(import.meta.dirname, "..");
const FIGURES = ["learning-curves", "returns", "pairs", "unseen-tasks"];
const UNSEEN = "Unseen tasks: ";

for (const name of ["results", "unseen-tasks"]) {
  const path = join(root, `docs/${name}.md`);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, process.argv.slice(2).reduce(updated, text));
}
// Tables of which some rows were taken have narrower columns.
execFileSync("npx", ["biome", "format", "--write", "docs"], { cwd: root, stdio: "inherit" });

/** The document with what one run came to. */
function updated(before, run) {
  let text = before;
  const labels = new Map();
  const { name, variant, versions, host } = JSON.parse(readFileSync(join(run, "experiment.json"), "utf8"));
  const { seconds } = JSON.parse(readFileSync(join(run, "timing.json"), "utf8"));
  const key = variant === undefined ? name : `${name}/${variant}`;
  for (const section of readFileSync(join(run, "report/comparison.md"), "utf8").split(/^## /m).slice(1)) {
    // What families are called is no environment's name.
    const of = section.slice(0, section.indexOf("\n")).replace(UNSEEN, "");
    // The first table is that of the returns, the second that of the pairs.
    const [returns = "", pairs = ""] = section.split("\n\n").filter((block) => block.startsWith("|"));
    text = replace(text, `table ${key} ${of}`, () => returns.trim());
    text = replace(text, `pairs ${key} ${of} `, (rule) => rowsAbout(pairs, rule));
    const [family, split] = of.split("/");
    const scores = section.split("\n\n").find((block) => block.startsWith("|") && block.includes("log loss"));
    if (scores !== undefined) labels.set(family, { ...labels.get(family), [split]: scores });
    for (const figure of FIGURES) copy(text, run, `${figure}-${of.replaceAll("/", "_")}`, key);
  }
  for (const [family, tables] of labels) {
    text = replace(text, `labels ${key} ${family}`, () => labelTable(tables));
    text = replace(text, `label-pairs ${key} ${family} `, (rule) =>
      labelPairs(run, `${family}/held-out`, rule),
    );
  }
  copy(text, run, "overall-pairs", key);
  const minutes = Math.round(seconds / 6) / 10;
  return replace(
    text,
    `made ${key}`,
    () =>
      `creditgym ${versions.creditgym}, Node ${versions.node}, ${host.cores} cores of ${host.cpu}, ${minutes} minutes`,
  );
}

/** @param tables by split, of rules and evaluations */
function labelTable(tables) {
  const rows = Object.entries(tables).flatMap(([split, table]) => {
    const cells = table
      .trim()
      .split("\n")
      .slice(2)
      .map((row) => row.split("|").map((cell) => cell.trim()));
    const of = (rule, name) => cells.find((row) => row[1] === rule && row[2] === name);
    // Without the standard deviations.
    const told = (value, interval) =>
      `${value.split(" ")[0]} ${interval.replaceAll(/ +/g, " ").replace("[ ", "[")}`;
    return [...new Set(cells.map((row) => row[1]))].map((rule) => {
      const [test, training] = [of(rule, "evaluation"), of(rule, "training set")];
      return [rule, split, told(training[5], training[6]), told(test[3], test[4]), told(test[5], test[6])];
    });
  });
  const order = [...new Set(rows.map(([rule]) => rule))];
  rows.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return plainTable(["Rule", "Tasks", "Training loss", "Test accuracy", "Test loss"], rows);
}

/** What a rule scores less what each other rule does, on the same tasks, in the last evaluation. */
function labelPairs(run, env, rule) {
  const trials = readRun(run).trials.filter(
    ({ arm, status }) => arm.env === env && status?.labels !== undefined,
  );
  const scores = (own) =>
    new Map(trials.filter(({ arm }) => arm.rule === own).map(({ seed, status }) => [seed, status.labels]));
  const first = scores(rule);
  const others = [...new Set(trials.map(({ arm }) => arm.rule))].filter((other) => other !== rule);
  const rows = others.map((other) => {
    const second = scores(other);
    const seeds = [...first.keys()].filter((seed) => second.has(seed));
    const difference = (name, score) => {
      const { mean, ci95 } = pairedDifference(
        seeds.map((seed) => first.get(seed)[name][score] - second.get(seed)[name][score]),
      );
      // At least two digits of the interval's width.
      const decimals = Math.max(3, Math.ceil(1 - Math.log10(Math.max(1e-9, ci95[1] - ci95[0]))));
      return [mean, ...ci95].map((value) => value.toFixed(decimals).replace(/^-(0\.0+)$/, "$1"));
    };
    const told = ([mean, low, high]) => `${mean} [${low}, ${high}]`;
    return [
      ...[rule, other, told(difference("training set", "logLoss"))],
      ...[told(difference("evaluation", "accuracy")), told(difference("evaluation", "logLoss"))],
    ];
  });
  return plainTable(["a", "b", "Training loss, a − b", "Test accuracy, a − b", "Test loss, a − b"], rows);
}

function plainTable(header, rows) {
  const widths = header.map((text, k) =>
    Math.max(...[header, ...rows].map((row) => row[k].length), text.length),
  );
  const line = (row) => `| ${row.map((cell, k) => cell.padEnd(widths[k])).join(" | ")} |`;
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The rows of a table of pairs that have a rule in one of the first two columns. */
function rowsAbout(table, rule) {
  const isAbout = (row) =>
    row
      .split("|")
      .slice(1, 3)
      .some((cell) => cell.trim() === rule);
  const [header, line, ...rows] = table.trim().split("\n");
  return [header, line, ...rows.filter(isAbout)].join("\n");
}

/** @param key of the run, as it is called in the names of figures */
function copy(text, run, figure, key) {
  const source = join(run, `report/${figure}.png`);
  const name = `results-${key.replaceAll("/", "-")}-${figure}.png`;
  if (text.includes(`images/${name}`) && existsSync(source)) {
    copyFileSync(source, join(root, "docs/images", name));
  }
}

/** @param mark with which comments of the document begin, if it has any; what follows in them is given to `content` */
function replace(text, mark, content) {
  const marks = new RegExp(`<!-- ${escaped(mark)}(.*?) -->\n(?:.*?\n)??<!-- end -->`, "gs");
  return text.replaceAll(marks, (_, rest) => `<!-- ${mark}${rest} -->\n${content(rest)}\n<!-- end -->`);
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
