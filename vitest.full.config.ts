import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.js";

/** The heavy tests: whole trainings and whole programs. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [], globalSetup: [] } },
  defineConfig({
    test: {
      include: ["test/full/**/*.test.ts"],
      globalSetup: ["test/set-up/python-with-extras.ts", "test/set-up/engines-folder.ts"],
      testTimeout: 600_000,
      hookTimeout: 600_000,
      // Unless told, Vitest leaves a core idle.
      maxWorkers: "100%",
    },
  }),
);
