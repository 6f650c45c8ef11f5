import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { fillFolder } from "../../src/export/export-folder.js";
import { temporaryFolder } from "../experiment/tiny.js";

const root = temporaryFolder();
let folder: string;
let count = 0;

beforeEach(() => {
  folder = join(root, `${count++}`, "deep", "er");
});

/** Writes files with these contents. */
function fill(files: Readonly<Record<string, string>>, format = "csv"): string[] {
  return fillFolder(folder, format, (placeFor) => {
    for (const [name, content] of Object.entries(files)) writeFileSync(placeFor(name), content);
  });
}

const all = (): string[] => (readdirSync(folder, { recursive: true }) as string[]).sort();

it("fills a new folder, and lists what it wrote", () => {
  expect(fill({ "a.csv": "1", "b/c.csv": "2" })).toEqual(["a.csv", "b/c.csv"]);
  expect(all()).toEqual(["a.csv", "b", "b/c.csv", "export.json"]);
  expect(JSON.parse(readFileSync(join(folder, "export.json"), "utf8"))).toEqual({
    format: "csv",
    files: ["a.csv", "b/c.csv"],
  });
});

it("fills an empty folder", () => {
  mkdirSync(folder, { recursive: true });
  fill({ "a.csv": "1" });
  expect(all()).toEqual(["a.csv", "export.json"]);
});

it("replaces an earlier export, and removes what is no more", () => {
  fill({ "a.csv": "1", "b/c.csv": "2", "d.csv": "3" });
  fill({ "a.csv": "4", "e/f.csv": "5" });
  expect(all()).toEqual(["a.csv", "e", "e/f.csv", "export.json"]);
  expect(readFileSync(join(folder, "a.csv"), "utf8")).toBe("4");
});

it("leaves everything as it was when writing fails", () => {
  fill({ "a.csv": "1" });
  const failing = (): unknown =>
    fillFolder(folder, "csv", (placeFor) => {
      writeFileSync(placeFor("a.csv"), "half");
      throw new Error("it went wrong");
    });
  expect(failing).toThrow("it went wrong");
  expect(all()).toEqual(["a.csv", "export.json"]);
  expect(readFileSync(join(folder, "a.csv"), "utf8")).toBe("1");
  folder = join(root, "new", "folder");
  expect(failing).toThrow("it went wrong");
  expect(existsSync(join(root, "new"))).toBe(false);
});

it("goes over what a killed export left", () => {
  mkdirSync(join(folder, ".unfinished/x"), { recursive: true });
  writeFileSync(join(folder, ".unfinished/x/a.csv"), "half");
  fill({ "b.csv": "1" });
  expect(all()).toEqual(["b.csv", "export.json"]);
});

it("refuses a folder that holds anything else, and changes nothing there", () => {
  fill({ "a.csv": "1" });
  mkdirSync(join(folder, "notes"));
  writeFileSync(join(folder, "notes", "mine.txt"), "mine");
  const before = all();
  expect(() => fill({ "a.csv": "2" })).toThrow(
    `${folder} holds notes/mine.txt, which is no file of an export as csv: allowed for --out is a new or empty ` +
      "folder, or one with such an export, which is replaced",
  );
  expect(all()).toEqual(before);
  expect(readFileSync(join(folder, "a.csv"), "utf8")).toBe("1");
});

it("refuses a folder whose list of files is not one, and one of the other format", () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "export.json"), "{ half");
  expect(() => fill({ "a.csv": "2" })).toThrow("holds export.json, which is no file of an export");
  folder = join(folder, "other");
  fill({ "a.csv": "1" }, "csv");
  expect(() => fill({ "a.csv": "1" }, "tensorboard")).toThrow(
    /holds (a\.csv|export\.json), which is no file/,
  );
});

it("refuses a file, and a folder beneath a file, in one sentence", () => {
  mkdirSync(join(folder, ".."), { recursive: true });
  writeFileSync(folder, "a file");
  expect(() => fill({})).toThrow(`${folder} is a file: allowed for --out is a folder`);
  folder = join(folder, "within");
  expect(() => fill({})).toThrow(/cannot be written: .*ENOTDIR/);
});
