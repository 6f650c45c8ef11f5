// Builds the pages into dist/pages, each a folder of its own that any static file server serves.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const PAGES = ["dashboard", "playground"];

for (const page of PAGES) {
  await build({
    root: join(root, "src/pages", page),
    configFile: false,
    // Wherever the folder lies on a server.
    base: "./",
    logLevel: "warn",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    resolve: {
      alias: [
        { find: /^gymnasium-js$/, replacement: join(root, "envs/gymnasium-js/src/index.ts") },
        { find: /^#bridge$/, replacement: join(root, "envs/gymnasium-js/src/bridge-unavailable.ts") },
        // What experiments import.
        { find: /^creditgym$/, replacement: join(root, "src/pages/playground/creditgym.ts") },
      ],
    },
    worker: { format: "es" },
    build: { outDir: join(root, "dist/pages", page), emptyOutDir: true, target: "es2022" },
  });
}
