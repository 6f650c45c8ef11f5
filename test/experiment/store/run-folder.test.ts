import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/errors/usage-error.js";
import { createRunFolder } from "../../../src/experiment/store/run-folder.js";
import { temporaryFolder } from "../tiny.js";

const root = temporaryFolder();

describe("createRunFolder", () => {
  it("makes the folder and those above it", () => {
    const folder = join(root, "a/b/c");
    expect(createRunFolder("name", folder)).toBe(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it("refuses with one sentence where no folder can be made", () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    const below = join(file, "run");
    expect(() => createRunFolder("name", below)).toThrow(
      new UsageError(
        `--out is "${below}", which cannot be made (ENOTDIR): allowed is a folder that can be written to`,
      ),
    );
  });

  // There, Node's own recursive way goes round for ever.
  it.runIf(existsSync("/proc/self"))("comes back from a file system that takes no folders", () => {
    expect(() => createRunFolder("name", "/proc/creditgym/run")).toThrow(UsageError);
  });
});
