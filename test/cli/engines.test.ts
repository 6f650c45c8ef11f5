import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../experiment/tiny.js";
import { type Finished, finished, start } from "./creditgym.js";

const folder = temporaryFolder();
const cache = join(folder, "cache");

function engines(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return finished(start(["engines", ...args], undefined, { ...process.env, CREDITGYM_CACHE: cache, ...env }));
}

/** The interpreter itself: what is on the PATH may be a script that starts it. */
function python(): string {
  const program = "import sys; print(sys.executable)";
  return execFileSync("python3", ["-c", program], { encoding: "utf8" }).trim();
}

describe("engines", () => {
  it("lists the engines, and the backends of tf with what to run for those that are missing", async () => {
    const { code, stdout, stderr } = await engines([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const rows = stdout.split("\n").map((line) => line.split(/\s+/).slice(0, 2));
    expect(rows.slice(0, 3)).toEqual([
      ["wasm", "available"],
      ["reference", "available"],
      ["tf", "available"],
    ]);
    expect(rows.slice(5, 9)).toEqual([
      ["tfjs-node-gpu", "missing"],
      ["tfjs-node", "missing"],
      ["tfjs-wasm", "available"],
      ["tfjs-cpu", "available"],
    ]);
    expect(stdout).toContain("is not installed: run `creditgym engines install --gpu`");
    expect(stdout).toContain("TensorFlow.js, for GPUs and many rows; on tfjs-wasm");
  });

  it("gives the same as JSON", async () => {
    const { code, stdout } = await engines(["--json"]);
    expect(code).toBe(0);
    const [wasm, reference, tf] = JSON.parse(stdout);
    expect(wasm).toMatchObject({ id: "wasm", available: true, precision: "float32", threads: 1 });
    expect(reference).toMatchObject({ id: "reference", available: true, precision: "float64" });
    expect(tf).toMatchObject({ id: "tf", available: true, precision: "float32", device: "CPU", threads: 1 });
    expect(tf.backends).toHaveLength(4);
    expect(tf.backends[1]).toMatchObject({
      id: "tfjs-node",
      available: false,
      problem: "tfjs-node is not installed",
      advice: "run `creditgym engines install`, or `npm install @tensorflow/tfjs-node`",
    });
    expect(tf.backends[2]).toMatchObject({ id: "tfjs-wasm", available: true, device: "CPU", advice: null });
    expect(tf.backends[2].version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe.runIf(process.platform === "linux")("engines install without what it needs", () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  // Any program that runs will do for the compiler: what follows is missing.
  const compiler = { CXX: process.execPath };
  const noPip = join(folder, "no-pip");
  execFileSync("python3", ["-m", "venv", "--without-pip", noPip]);

  it.each<[string, readonly string[], NodeJS.ProcessEnv, string]>([
    [
      "a compiler",
      [],
      { PATH: empty, CXX: "" },
      "no C++ compiler was found (g++ or clang++): install one, such as with `apt install g++`, or name one in CXX",
    ],
    [
      "the compiler of CXX",
      [],
      { CXX: "no-such-compiler -O3" },
      'CXX is "no-such-compiler -O3", which does not run: allowed is a C++ compiler',
    ],
    [
      "Python",
      [],
      { PATH: empty, ...compiler },
      "no Python was found (python3, 3.8 or newer), which downloads the TensorFlow library: install it with pip, or name one with --python",
    ],
    [
      "the Python of --python",
      ["--python", "no-such-python"],
      compiler,
      '--python is "no-such-python", which does not run: allowed is an interpreter of Python 3.8 or newer',
    ],
    [
      "pip",
      [],
      { PATH: join(noPip, "bin"), ...compiler },
      "python3 has no pip: install it, such as with `apt install python3-pip`, or name another Python with --python",
    ],
    [
      "npm",
      ["--python", python()],
      { PATH: empty, ...compiler },
      "npm was not found, which comes with Node: put it on the PATH",
    ],
    [
      "a folder",
      [],
      { CREDITGYM_CACHE: "/dev/null/cache", ...compiler },
      "/dev/null/cache/engines cannot be written (ENOTDIR): name another folder in CREDITGYM_CACHE",
    ],
    [
      "a network",
      ["--quiet"],
      {
        ...compiler,
        npm_config_registry: "http://127.0.0.1:9/",
        npm_config_fetch_retries: "0",
        npm_config_cache: join(folder, "npm"),
      },
      "@tensorflow/tfjs-node@4.22.0 and node-api-headers@1.9.0 could not be installed: npm said",
    ],
    ["--gpu for --system-cuda", ["--system-cuda"], {}, "--system-cuda is given: allowed with --gpu alone"],
  ])("such as %s says so in one sentence", async (_what, args, env, sentence) => {
    const { code, stdout, stderr } = await engines(["install", ...args], env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [last, ...others] = stderr.trimEnd().split("\n").reverse();
    expect(last!.slice("creditgym: ".length, "creditgym: ".length + sentence.length)).toBe(sentence);
    expect(others.join()).not.toMatch(/\bat /);
  });

  it("leaves nothing behind", async () => {
    expect(await engines(["remove"])).toMatchObject({ code: 0, stdout: "Nothing was built.\n" });
  });
});
