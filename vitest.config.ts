import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^gymnasium-js$/, replacement: source("./envs/gymnasium-js/src/index.ts") },
      {
        find: /^(?:gymnasium-js\/|#)bridge$/,
        replacement: source("./envs/gymnasium-js/src/bridge/index.ts"),
      },
      { find: /^creditgym$/, replacement: source("./src/index.ts") },
      { find: /^creditgym\/streams$/, replacement: source("./src/streams/index.ts") },
      { find: /^creditgym\/tensorflow$/, replacement: source("./src/tensorflow/index.ts") },
      { find: /^creditgym\/conformance$/, replacement: source("./test/conformance/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/full/**", "**/node_modules/**", "**/dist/**"],
    globalSetup: [source("./test/set-up/python.ts")],
    // Unless told, Vitest leaves a core idle.
    maxWorkers: "100%",
    testTimeout: 30_000,
  },
});
