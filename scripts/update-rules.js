// Writes docs/rules.md and its drawings from what the playground says of each rule.
// `--check` writes nothing, and exits 1 where a file is not what it would write.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const isCheck = process.argv.includes("--check");

const { outputFiles } = await build({
  stdin: {
    contents: `
      export { creditRules } from "./agents/rules/index.js";
      export { ruleDrawing } from "./src/pages/playground/rules/rule-drawing.js";
      export { ruleText } from "./src/pages/playground/rules/rule-texts.js";
    `,
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  format: "esm",
  write: false,
});
const { creditRules, ruleDrawing, ruleText } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);

const files = new Map();
const sections = creditRules.map(({ id, source, unbiased, defaultUnits }) => {
  const { lines, drawing } = ruleText(id);
  const image = `images/rules/${id.replace(":", "-")}.svg`;
  files.set(`docs/${image}`, ruleDrawing(id, drawing));
  return [
    `## ${id}`,
    `![Drawing of ${id}: where its learning signal goes](${image})`,
    lines.map((line, k) => `${k + 1}. ${line}`).join("\n"),
    `${unbiased ? "Follows the gradient on average" : "Biased"}; ${defaultUnits} hidden units unless told. Source: ${source}.`,
  ].join("\n\n");
});
files.set(
  "docs/rules.md",
  `${[
    "# The rules",
    "A team of neurons acts, and the world answers with one number. A rule says what that number means to each neuron. In " +
      "the drawings blue is the way of that signal, and grey the way up that activity takes. `creditgym rules` lists the " +
      "rules; the [playground](playground.md) shows them at work and has this page too; what agents are made of besides " +
      "is in [agents.md](agents.md).",
    "This page and its drawings are written by `node scripts/update-rules.js`.",
    ...sections,
  ].join("\n\n")}\n`,
);

for (const [path, content] of files) {
  const file = join(root, path);
  if (!isCheck) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  } else if (read(file) !== content) {
    console.error(`${path} is not what scripts/update-rules.js would write`);
    process.exitCode = 1;
  }
}
if (!isCheck) console.log(`${files.size} files written`);

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
