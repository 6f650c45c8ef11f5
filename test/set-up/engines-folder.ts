import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the heavy tests build TensorFlow's addons, once for all files. */
    enginesFolder: string;
  }
}

/** Before the heavy tests: an empty folder, which those that need an addon fill. It goes with the run. */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "creditgym-engines-"));
  project.provide("enginesFolder", folder);
  // It takes a while, during which workers end.
  return () => rm(folder, { recursive: true, force: true });
}
