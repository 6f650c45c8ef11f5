// Puts what runs came to into docs/results.md and docs/unseen-tasks.md: tables between their marks, figures beside them.
//
//     node scripts/update-results.js RUN...
//
// A mark names a table, an experiment, with its variant if it has one, and a section of the run's comparison.md:
// <!-- table paper-weight-max/traces CartPole-v1 --> … <!-- end --> for the returns. Of a task family there are `shares` of
// the optimum and `labels`, what rules score against them; `pairs` and `label-pairs` are the rows about one rule:
// <!-- pairs unseen-cart-pole cart-pole tdca --> … <!-- end -->. Figures are copied to docs/images/.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const FIGURES = ["learning-curves", "returns", "pairs", "unseen-tasks"];
const UNSEEN = "Unseen tasks: ";

/** By mark: whether a table with such a header is what it stands for. */
const TABLES = {
  table: (header) => /^\| rule .*95 % interval/.test(header) && !header.includes("share, "),
  shares: (header) => header.includes("share, "),
  pairs: (header) => header.startsWith("| a ") && header.includes("95 % interval"),
  labels: (header) => header.startsWith("| rule ") && header.includes("| split "),
  "label-pairs": (header) => header.startsWith("| a ") && header.includes("log loss, a − b"),
};

for (const name of ["results", "unseen-tasks"]) {
  const path = join(root, `docs/${name}.md`);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, process.argv.slice(2).reduce(updated, text));
}
// Tables of which some rows were taken have narrower columns.
execFileSync("npx", ["prettier", "--write", "docs/**/*.md"], { cwd: root, stdio: "ignore" });

/** The document with what one run came to. */
function updated(before, run) {
  let text = before;
  const { name, variant, versions, host } = JSON.parse(readFileSync(join(run, "experiment.json"), "utf8"));
  const { seconds } = JSON.parse(readFileSync(join(run, "timing.json"), "utf8"));
  const key = variant === undefined ? name : `${name}/${variant}`;
  for (const section of readFileSync(join(run, "report/comparison.md"), "utf8").split(/^## /m).slice(1)) {
    // What families are called is no environment's name.
    const of = section.slice(0, section.indexOf("\n")).replace(UNSEEN, "");
    const tables = section.split("\n\n").filter((block) => block.startsWith("|"));
    for (const [mark, is] of Object.entries(TABLES)) {
      const table = tables.find((one) => is(one.slice(0, one.indexOf("\n"))))?.trim();
      const isOfPairs = mark.endsWith("pairs");
      text = replace(text, `${mark} ${key} ${of}${isOfPairs ? " " : ""}`, (rule) => {
        if (table === undefined) throw new Error(`${run} has no table for the mark "${mark}" in ${of}`);
        return isOfPairs ? rowsAbout(table, rule) : table;
      });
    }
    for (const figure of FIGURES) copy(text, run, `${figure}-${of.replaceAll("/", "_")}`, key);
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

/** @param mark of comments in the document, if it has any; what follows one that ends with a space is given to `content` */
function replace(text, mark, content) {
  const rest = mark.endsWith(" ") ? "([^>]*?)" : "()";
  const marks = new RegExp(`<!-- ${escaped(mark)}${rest} -->\n(?:.*?\n)??<!-- end -->`, "gs");
  return text.replaceAll(marks, (_, more) => `<!-- ${mark}${more} -->\n${content(more)}\n<!-- end -->`);
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
