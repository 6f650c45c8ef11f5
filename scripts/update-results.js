// Puts what runs came to into docs/results.md: tables between its marks, figures beside it.
//
//     node scripts/update-results.js RUN...
//
// A mark names an experiment, with its variant if it has one, and an environment:
// <!-- table paper-weight-max/traces CartPole-v1 --> … <!-- end -->. Figures are copied to docs/images/.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const document = join(root, "docs/results.md");
const FIGURES = ["learning-curves", "returns", "pairs"];

let text = readFileSync(document, "utf8");
for (const run of process.argv.slice(2)) {
  const { name, variant, versions, host } = JSON.parse(readFileSync(join(run, "experiment.json"), "utf8"));
  const { seconds } = JSON.parse(readFileSync(join(run, "timing.json"), "utf8"));
  const key = variant === undefined ? name : `${name}/${variant}`;
  for (const section of readFileSync(join(run, "report/comparison.md"), "utf8").split(/^## /m).slice(1)) {
    const env = section.slice(0, section.indexOf("\n"));
    // The first table is that of the returns.
    const table = section.slice(section.indexOf("|")).split("\n\n", 1)[0].trim();
    replace(`table ${key} ${env}`, table);
    for (const figure of FIGURES) copy(run, `${figure}-${env}`, key);
  }
  copy(run, "overall-pairs", key);
  const minutes = Math.round(seconds / 6) / 10;
  replace(
    `made ${key}`,
    `creditgym ${versions.creditgym}, Node ${versions.node}, ${host.cores} cores of ${host.cpu}, ${minutes} minutes`,
  );
}
writeFileSync(document, text);

/** @param key of the run, as it is called in the names of figures */
function copy(run, figure, key) {
  const source = join(run, `report/${figure}.png`);
  const name = `results-${key.replaceAll("/", "-")}-${figure}.png`;
  if (text.includes(`images/${name}`) && existsSync(source)) {
    copyFileSync(source, join(root, "docs/images", name));
  }
}

/** @param mark in the document, which need not have it */
function replace(mark, content) {
  const open = `<!-- ${mark} -->`;
  const at = text.indexOf(open);
  if (at < 0) return;
  const end = text.indexOf("<!-- end -->", at);
  text = `${text.slice(0, at + open.length)}\n${content}\n${text.slice(end)}`;
}
