// Packs both packages, installs the tarballs into an empty folder as a user would, imports every
// entry point, compiles against their types and runs the command.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
/** Names the types of TensorFlow.js, and would not compile were they not found. */
const TENSORFLOW_TYPES = `
  import { createTfModel, defineModel, loadTensorFlow } from "creditgym/tensorflow";
  export default defineModel(({ tf }) => tf.sequential());
  const { tf } = await loadTensorFlow();
  createTfModel(tf, tf.sequential()).dispose();
  // @ts-expect-error There is no such function.
  tf.nothing();
`;
const folder = mkdtempSync(join(tmpdir(), "creditgym-package-"));
try {
  const pack = (...args) =>
    JSON.parse(run(root, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...args));
  const tarballs = [...pack(), ...pack("--workspace", "gymnasium-js")];
  const entryPoints = ["creditgym", "gymnasium-js"].flatMap((name) => entriesOf(name));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "user", private: true, type: "module" }),
  );
  run(
    folder,
    "npm",
    "install",
    "--no-audit",
    "--no-fund",
    ...tarballs.map(({ filename }) => `./${filename}`),
  );

  for (const entry of entryPoints) {
    const names = run(folder, process.execPath, "--input-type=module", "--eval", importing(entry)).trim();
    console.log(`package: ${entry} exports ${names}`);
  }
  // Without TensorFlow.js, and without settings that hide gaps in types.
  compile(typesOf(entryPoints.filter((entry) => entry !== "creditgym/tensorflow")), {});
  // With it; its own types are not whole.
  const paths = { "@tensorflow/tfjs": [join(root, "node_modules/@tensorflow/tfjs/dist/index.d.ts")] };
  compile(TENSORFLOW_TYPES, { paths, skipLibCheck: true });
  console.log(run(folder, "npx", "--no-install", "creditgym", "rules"));
  const trial = ["--env", "CartPole-v1", "--rules", "weight-max", "--seeds", "2", "--episodes", "50"];
  console.log(run(folder, "npx", "--no-install", "creditgym", "compare", ...trial, "--quiet"));
  const pages = join(folder, "node_modules/creditgym/dist/pages");
  for (const page of ["dashboard", "playground"]) {
    const html = readFileSync(join(pages, page, "index.html"), "utf8");
    const parts = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, part]) => part);
    const sizes = parts.map((part) => readFileSync(join(pages, page, part)).length);
    if (parts.length === 0) throw new Error(`the page ${page} has no scripts`);
    console.log(`package: page ${page}, ${sizes.reduce((sum, one) => sum + one, html.length)} bytes`);
  }
  for (const { name, files, size } of tarballs) {
    console.log(`package: ${name}, ${files.length} files, ${(size / 1000).toFixed(0)} kB`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function entriesOf(name) {
  const path = name === "creditgym" ? root : join(root, "envs", name);
  const { exports } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  return Object.keys(exports)
    .filter((key) => key !== "./package.json")
    .map((key) => key.replace(".", name));
}

function importing(entry) {
  return `const names = Object.keys(await import(${JSON.stringify(entry)}));
    if (names.length === 0) throw new Error("no exports");
    console.log(names.length + " names");`;
}

/** A user's module for the compiler. */
function typesOf(entries) {
  const lines = entries.map((entry, i) => `export * as entry${i} from ${JSON.stringify(entry)};\n`);
  return lines.join("");
}

/** Has the compiler look at a user's module. */
function compile(module, more) {
  writeFileSync(join(folder, "types.ts"), module);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: "nodenext",
    target: "es2023",
    types: [],
    ...more,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["types.ts"] }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [compiler, "-p", folder], { stdio: "inherit" });
}

function run(cwd, command, ...args) {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
