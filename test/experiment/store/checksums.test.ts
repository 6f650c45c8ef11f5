import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import {
  CHECKSUMS,
  checkFile,
  hashOfFile,
  holdsChecksums,
  removeChecksums,
  writeChecksums,
} from "../../../src/experiment/store/checksums.js";
import { temporaryFolder } from "../tiny.js";

const root = temporaryFolder();
const NAMES = ["a.json", "b.bin", "c.txt"];
let folder: string;
let count = 0;

beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
  writeFileSync(join(folder, "a.json"), "abc");
  // More than is read at once.
  writeFileSync(join(folder, "b.bin"), new Uint8Array(2 ** 20 + 17).fill(7));
  writeChecksums(folder, NAMES);
});

const path = (name: string): string => join(folder, name);

it("lists the files that there are, as sha256sum does", () => {
  // FIPS 180-2, appendix B.1.
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const [first, second, ...rest] = readFileSync(path(CHECKSUMS), "utf8").split("\n");
  expect(first).toBe(`${abc}  a.json`);
  expect(second).toMatch(/^[0-9a-f]{64} {2}b\.bin$/);
  expect(rest).toEqual([""]);
  expect(execFileSync("sha256sum", ["--check", CHECKSUMS], { cwd: folder, encoding: "utf8" })).toBe(
    "a.json: OK\nb.bin: OK\n",
  );
});

it("hashes the beginning of a file", () => {
  writeFileSync(path("c.txt"), "abcdef");
  expect(hashOfFile(path("c.txt"), 3).digest("hex")).toBe(hashOfFile(path("a.json")).digest("hex"));
  expect(hashOfFile(path("c.txt"), 99).digest("hex")).toBe(hashOfFile(path("c.txt")).digest("hex"));
});

it("holds as long as the files are the same, and no other", () => {
  expect(holdsChecksums(folder, NAMES)).toBe(true);
  for (const name of NAMES) expect(() => checkFile(path(name))).not.toThrow();

  writeFileSync(path("c.txt"), "one more");
  expect(holdsChecksums(folder, NAMES)).toBe(false);
  expect(() => checkFile(path("c.txt"))).not.toThrow();
  rmSync(path("c.txt"));

  const bytes = readFileSync(path("b.bin"));
  bytes[2 ** 20 + 16] = 8;
  writeFileSync(path("b.bin"), bytes);
  expect(holdsChecksums(folder, NAMES)).toBe(false);
  expect(() => checkFile(path("a.json"))).not.toThrow();
  expect(() => checkFile(path("b.bin"))).toThrow(
    `${path("b.bin")} is not what was written, as SHA256SUMS beside it tells`,
  );
  rmSync(path("b.bin"));
  expect(() => checkFile(path("b.bin"))).toThrow(`${path("b.bin")} is no longer there`);
  mkdirSync(path("b.bin"));
  expect(() => checkFile(path("b.bin"))).toThrow(/b\.bin cannot be read: EISDIR/);
});

it("knows nothing where there is no list, and refuses one that is none", () => {
  const list = readFileSync(path(CHECKSUMS), "utf8");
  for (const text of [list.slice(0, -1), list.slice(3), "garbage\n"]) {
    writeFileSync(path(CHECKSUMS), text);
    expect(holdsChecksums(folder, NAMES)).toBe(false);
    expect(() => checkFile(path("a.json"))).toThrow(`${path(CHECKSUMS)} is not what creditgym wrote`);
  }
  removeChecksums(folder);
  writeFileSync(path("a.json"), "changed");
  expect(() => checkFile(path("a.json"))).not.toThrow();
  expect(holdsChecksums(folder, NAMES)).toBe(false);
  expect(() => removeChecksums(folder)).not.toThrow();
});
