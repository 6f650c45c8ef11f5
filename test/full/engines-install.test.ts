import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { hasGpuDriver } from "../../src/engine/tf/gpu.js";
import { finished, start } from "../cli/creditgym.js";
import { temporaryFolder } from "./faults.js";
import { engines, INSTALL, installedEngines } from "./installed-engines.js";
import { otherNode } from "./other-node.js";

const MAIN = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const LOADER = new URL("../../dist/src/engine/tf/load-tensorflow.js", import.meta.url).href;
const scratch = temporaryFolder();
const built = (cache: string): readonly string[] => readdirSync(join(cache, "engines"));

interface Backend {
  readonly id: string;
  readonly available: boolean;
  readonly version: string;
  readonly tensorflow: string;
  readonly device: string;
  readonly folder: string;
  readonly problem: string;
}

/** What `engines --json` says of the backends of tf, on this Node or another. */
function backends(cache: string, node = process.execPath, cwd?: string): readonly Backend[] {
  const env = { ...process.env, CREDITGYM_CACHE: cache };
  const entries = JSON.parse(execFileSync(node, [MAIN, "engines", "--json"], { cwd, env, encoding: "utf8" }));
  return entries.find(({ id }: { id: string }) => id === "tf").backends;
}

/** Runs a program (an ECMAScript module) that has `loadTensorFlow`. */
function program(text: string, cache: string, node: string): { stdout: string; stderr: string } {
  const file = join(scratch, "program.mjs");
  writeFileSync(file, `import { loadTensorFlow } from ${JSON.stringify(LOADER)};\n${text}`);
  const env = { ...process.env, CREDITGYM_CACHE: cache };
  const { status, signal, stdout, stderr } = spawnSync(node, [file], { env, encoding: "utf8" });
  expect({ status, signal, stderr: status === 0 ? "" : stderr }).toEqual({
    status: 0,
    signal: null,
    stderr: "",
  });
  return { stdout, stderr };
}

describe("engines install", () => {
  it("builds both packages, also when the same one is built twice at once; then finds them", async () => {
    const cache = inject("enginesFolder");
    const commands = [INSTALL["tfjs-node"], INSTALL["tfjs-node"], INSTALL["tfjs-node-gpu"]];
    const all = await Promise.all(commands.map((args) => engines(args, cache)));
    expect(all.map(({ code, stderr }) => (code === 0 ? "" : stderr))).toEqual(["", "", ""]);
    const gpu = hasGpuDriver() ? "" : ", device CPU (no NVIDIA driver on this machine)";
    expect(all[0]!.stdout).toMatch(/^tfjs-node 4\.22\.0 on TensorFlow 2\.21\.0, device CPU: /);
    expect(all[2]!.stdout.startsWith(`tfjs-node-gpu 4.22.0 on TensorFlow 2.21.0${gpu}`)).toBe(true);
    expect(built(cache)).toHaveLength(2);
    for (const phase of ["from npm", "downloading", "unpacking", "compiling", "loading"]) {
      expect(all[0]!.stderr).toContain(phase);
    }

    const again = await engines(INSTALL["tfjs-node"], cache);
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toContain(": was there already (--force builds it anew), ");
  });

  it("is stopped by an interrupt, and by pip without a network, with nothing left behind", async () => {
    const cache = join(scratch, "interrupted");
    const child = start(["engines", "install"], undefined, { ...process.env, CREDITGYM_CACHE: cache });
    const done = finished(child);
    setTimeout(() => child.kill("SIGINT"), 3000);
    const { code, stdout, stderr } = await done;
    expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
    expect(stderr).toContain("Stopping; what was begun is deleted.");
    expect(built(cache)).toEqual([]);

    // Left by a process that is gone, it goes with the next one.
    mkdirSync(join(cache, `engines/.building-${child.pid}-left`));
    const offline = {
      PIP_INDEX_URL: "http://127.0.0.1:9/",
      PIP_EXTRA_INDEX_URL: "",
      PIP_RETRIES: "0",
      PIP_NO_CACHE_DIR: "1",
    };
    const failed = await engines(["install", "--quiet"], cache, offline);
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(
      /^creditgym: pip found no wheel of tensorflow_cpu==2\.21\.0 for linux x64: its index has none, or cannot be reached\n$/,
    );
    expect(built(cache)).toEqual([]);
  });
});

describe.each(["this Node", "22", "24"])("on %s", (version) => {
  let cache: string;
  let node = process.execPath;
  let remove = (): void => {};

  beforeAll(async () => {
    cache = await installedEngines();
    if (version !== "this Node") ({ node, remove } = otherNode(version));
  });

  afterAll(() => remove());

  it("engines finds both, which compute", () => {
    const found = backends(cache, node);
    expect(found.map(({ id }) => id)).toEqual(["tfjs-node-gpu", "tfjs-node", "tfjs-wasm", "tfjs-cpu"]);
    expect(found.map(({ problem }) => problem)).toEqual([null, null, null, null]);
    for (const { version, tensorflow, folder } of found.slice(0, 2)) {
      expect({ version, tensorflow }).toEqual({ version: "4.22.0", tensorflow: "2.21.0" });
      expect(folder.startsWith(cache)).toBe(true);
    }
    expect(found[1]!.device).toBe("CPU");
    if (!hasGpuDriver()) expect(found[0]!.device).toBe("CPU (no NVIDIA driver on this machine)");
  });

  it("tfjs-node-gpu comes first; it and what tfjs calls of Node's own work", () => {
    // topk and dispose go through functions that Node 23 took away.
    const { stdout, stderr } = program(
      `const { tf, backend } = await loadTensorFlow();
       const { values } = tf.topk(tf.tensor1d([1, 5, 3]), 2);
       console.log(backend, [...values.dataSync()].join());`,
      cache,
      node,
    );
    expect(stdout).toBe("tfjs-node-gpu 5,3\n");
    expect(stderr).not.toContain("Deprecation");
  });

  it("several threads use it at once", () => {
    const { stdout } = program(
      `import { isMainThread, Worker, parentPort, workerData } from "node:worker_threads";
       const { tf } = await loadTensorFlow("tfjs-node");
       const sum = (seed) => {
         let sum = 0;
         for (let i = 0; i < 500; i++)
           sum += tf.tidy(() => tf.matMul(tf.fill([2, 2], seed), tf.eye(2)).sum().dataSync()[0]);
         return [sum, tf.memory().numTensors];
       };
       if (isMainThread) {
         const workers = [1, 2, 3].map((workerData) => new Worker(new URL(import.meta.url), { workerData }));
         const answers = workers.map((w) => new Promise((f, r) => w.on("message", f).on("error", r)));
         console.log(JSON.stringify([sum(4), ...(await Promise.all(answers))]));
       } else parentPort.postMessage(sum(workerData));`,
      cache,
      node,
    );
    expect(JSON.parse(stdout)).toEqual([
      [8000, 0],
      [2000, 0],
      [4000, 0],
      [6000, 0],
    ]);
  });
});

describe.each(["tfjs-node", "tfjs-node-gpu"])("the library of %s in a thread alone", (backend) => {
  it("stays when the thread ends, whose process ends well; says nothing but what no log level holds back", async () => {
    const quiet = new URL("./library-environment.js", LOADER).href;
    const { stderr } = program(
      `import { isMainThread, Worker } from "node:worker_threads";
       import { setLibraryEnvironment } from ${JSON.stringify(quiet)};
       if (isMainThread) {
         setLibraryEnvironment();
         new Worker(new URL(import.meta.url));
       } else (await loadTensorFlow(${JSON.stringify(backend)})).tf.scalar(1).dispose();`,
      await installedEngines(),
      process.execPath,
    );
    // Said while the library is loaded, before it reads the level.
    const early = /InitializeLog|oneDNN custom operations|Could not find cuda drivers/;
    const lines = stderr.split("\n").filter((line) => !early.test(line));
    expect(lines.join("")).toBe("");
  });
});

/** Whether this user may have file systems of their own, in a name space that is gone with its process. */
const canMount = spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

describe.skipIf(!canMount)("a disk that is too small (where unshare may mount one)", () => {
  it("is told of before anything is downloaded", () => {
    const mount = join(scratch, "disk");
    mkdirSync(mount);
    const script = `mount -t tmpfs -o size=50000000 none '${mount}' && exec "$0" "$@"`;
    const command = [process.execPath, MAIN, "engines", "install"];
    const env = { ...process.env, CREDITGYM_CACHE: mount };
    const { status, stderr } = spawnSync("unshare", ["-rm", "sh", "-c", script, ...command], {
      ...{ env, encoding: "utf8" },
    });
    expect(stderr).toMatch(
      /^creditgym: .*\/disk\/engines has room for 0\.\d GB, but 1\.6 are needed: make room, or name another folder in CREDITGYM_CACHE\n$/,
    );
    expect(status).toBe(2);
  });
});

describe("what is in node_modules", () => {
  let cache: string;
  const project = join(scratch, "project");
  const scope = join(project, "node_modules/@tensorflow");

  /** The packages of the built folder as a project's own; the package itself as a copy. */
  beforeAll(async () => {
    cache = await installedEngines();
    const source = join(cache, "engines", built(cache).find((name) => name.startsWith("tfjs-node-4"))!);
    mkdirSync(scope, { recursive: true });
    for (const name of readdirSync(join(source, "node_modules"))) {
      if (name === "@tensorflow") continue;
      symlinkSync(join(source, "node_modules", name), join(project, "node_modules", name));
    }
    for (const name of readdirSync(join(source, "node_modules/@tensorflow"))) {
      const from = join(source, "node_modules/@tensorflow", name);
      if (name === "tfjs-node") cpSync(from, join(scope, name), { recursive: true });
      else symlinkSync(from, join(scope, name));
    }
    symlinkSync(join(source, "site"), join(project, "site"));
  });

  const tfjsNode = (cacheOfIt: string): Backend =>
    backends(cacheOfIt, process.execPath, project).find(({ id }) => id === "tfjs-node")!;

  it("comes before what was built", () => {
    expect(tfjsNode(cache).folder).toBe(join(scope, "tfjs-node"));
  });

  it("is passed over where its addon is missing, as after a download that was blocked; alone it is told of", () => {
    rmSync(join(scope, "tfjs-node/lib"), { recursive: true });
    expect(tfjsNode(cache).folder.startsWith(cache)).toBe(true);
    expect(tfjsNode(join(scratch, "none"))).toMatchObject({
      available: false,
      problem: `tfjs-node in ${join(scope, "tfjs-node")} cannot be loaded (its native addon is missing)`,
    });
  });
});

describe("engines remove", () => {
  it("deletes what was built", async () => {
    const cache = join(scratch, "removed");
    const name = "tfjs-node-4.22.0+tensorflow-2.21.0-napi8-linux-x64";
    mkdirSync(join(cache, "engines", name), { recursive: true });
    const { code, stdout } = await engines(["remove"], cache);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Removed ${join(cache, "engines", name)}\n` });
    expect(existsSync(join(cache, "engines", name))).toBe(false);
  });
});
