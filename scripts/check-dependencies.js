// Lints what the compiler cannot: which folder may import which, and that the platform-neutral
// parts use nothing that only Node has.
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "..");

/** Folder → the folders and packages that it may import besides itself. The longest matching folder counts. */
const ALLOWED = {
  // Only by name: what it stands for depends on the platform.
  "envs/gymnasium-js/src": ["#bridge"],
  "envs/gymnasium-js/src/bridge": ["envs/gymnasium-js/src", "ws"],
  "envs/bandits": ["gymnasium-js"],
  "envs/families": ["gymnasium-js"],
  "src/random": [],
  "src/engine": ["src/random"],
  "src/engine/tf": ["src/engine", "src/random", "@tensorflow/tfjs"],
  // Only the interface of agents, not any of them.
  "src/streams": ["rxjs", "gymnasium-js", "agents/agent.js"],
  "src/statistics": [],
  "agents/networks": ["src/engine", "src/random"],
  "agents/rules": ["agents/networks", "agents/top-down", "src/engine", "src/random"],
  agents: ["agents", "src/engine", "src/random", "gymnasium-js"],
};

/** Must run in a browser as it is. */
const NEUTRAL = [
  "envs/",
  "src/random/",
  "src/engine/",
  "src/streams/",
  "src/statistics/",
  "src/pages/",
  "src/verify/",
  "agents/",
];
/** Parts of the neutral folders that need Node. */
const NODE_ONLY = [
  "envs/gymnasium-js/src/bridge/",
  "src/engine/tf/load-tensorflow.ts",
  "src/engine/tf/addon-cache.ts",
  "src/engine/tf/gpu.ts",
  "src/engine/tf/find-package.ts",
  "src/engine/tf/library-environment.ts",
  "src/engine/tf/native-addon.ts",
  "src/engine/tf/model-files.ts",
];
const NODE_GLOBALS = /\b(?:SharedArrayBuffer|Buffer|process|require|__dirname|__filename)\b/;

const builtins = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
const files = ["src", "agents", "envs"]
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter(
    (file) => /\.tsx?$/.test(file) && !/node_modules|\/dist\/|\/wasm\/assembly\/|\.generated\./.test(file),
  );
const problems = files.flatMap((file) => [...checkImports(file), ...checkGlobals(file)]);
for (const problem of problems) console.error(problem);
console.log(`dependencies: ${files.length} files checked, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function checkImports(file) {
  const folder = Object.keys(ALLOWED)
    .filter((prefix) => file.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
  return importsOf(file).flatMap((specifier) => {
    const target = specifier.startsWith(".")
      ? relative(root, join(root, dirname(file), specifier))
      : specifier;
    if (isNeutral(file) && builtins.has(target)) return [`${file}: imports "${target}", which browsers lack`];
    if (folder === undefined || builtins.has(target)) return [];
    const permitted = [folder, ...ALLOWED[folder]].some((p) => target === p || target.startsWith(`${p}/`));
    return permitted ? [] : [`${file}: ${folder} may not import "${target}"`];
  });
}

function checkGlobals(file) {
  if (!isNeutral(file)) return [];
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const problems = [];
  const visit = (node) => {
    if (ts.isIdentifier(node) && NODE_GLOBALS.test(node.text) && isGlobalUse(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      problems.push(`${file}:${line + 1}: uses ${node.text}, which browsers lack or restrict`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

/** A free identifier: not a property's name, and not one that the file declares itself. */
function isGlobalUse(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  const declared = new RegExp(`\\b(?:function|const|let|import)\\s+${node.text}\\b`);
  return !declared.test(node.getSourceFile().text);
}

function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(read(file), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

function isNeutral(file) {
  const within = (prefix) => file.startsWith(prefix);
  return NEUTRAL.some(within) && !NODE_ONLY.some(within);
}

function read(file) {
  return readFileSync(join(root, file), "utf8");
}
