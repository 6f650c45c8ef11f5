import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { VenvMarker } from "../../envs/gymnasium-js/src/bridge/python.js";
import { finished, start } from "../cli/creditgym.js";
import { temporaryFolder } from "../experiment/tiny.js";

const folder = temporaryFolder();
let homes = 0;

/** Starts the set-up in a home, whose name has a space. */
function setup(home: string, ...args: readonly string[]) {
  const before = { ...process.env };
  Object.assign(process.env, { GYMNASIUM_JS_HOME: home, GYMNASIUM_PYTHON: "" });
  const child = start(["gymnasium", "setup", ...args]);
  process.env = before;
  return child;
}

const newHome = (): string => join(folder, `home ${homes++}`);
const venv = (home: string): string => join(home, "gymnasium-1.3.0");
const marker = (home: string): VenvMarker =>
  JSON.parse(readFileSync(join(venv(home), "set-up.json"), "utf8")) as VenvMarker;

/** Whether what is installed works and fits together. */
function checkInstalled(home: string, modules: string): void {
  const python = join(venv(home), "bin/python");
  execFileSync(python, ["-c", `import gymnasium, websockets, pygame, ${modules}`], { stdio: "pipe" });
  execFileSync(python, ["-m", "pip", "check"], { stdio: "pipe" });
}

describe("gymnasium setup", () => {
  it("two at once: one works, the other waits, both succeed; a third finds all done", async () => {
    const home = newHome();
    const both = await Promise.all([finished(setup(home)), finished(setup(home, "--extras", "box2d"))]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ stderr }) => stderr.includes("Waiting for another set-up"))).toHaveLength(1);
    expect(Object.keys(marker(home).parts).sort()).toEqual(["base", "box2d"]);
    checkInstalled(home, "Box2D");
    const third = await finished(setup(home));
    expect(third).toMatchObject({ code: 0, stderr: "" });
    expect(third.stdout).toMatch(/^Gymnasium is set up with box2d: Python 3/);
  });

  it("adds extras without touching what is there", async () => {
    const home = newHome();
    expect((await finished(setup(home))).code).toBe(0);
    const witness = join(venv(home), "witness");
    writeFileSync(witness, "");
    const { code, stderr } = await finished(setup(home, "--extras", "atari,box2d"));
    expect(code).toBe(0);
    expect(stderr).not.toContain("Downloading numpy");
    expect(existsSync(witness)).toBe(true);
    checkInstalled(home, "Box2D, ale_py");
  });

  it.each(["SIGINT", "SIGKILL"] as const)("interrupted by %s at any moment, then again", async (signal) => {
    const home = newHome();
    for (const after of [150, 700, 2000, 4000, 6000]) {
      const child = setup(home, "--extras", "box2d");
      const done = finished(child);
      setTimeout(() => child.kill(signal), after);
      await done;
    }
    const { code, stderr } = await finished(setup(home));
    expect(stderr).not.toContain("could not");
    expect(code).toBe(0);
    // What was begun is not forgotten.
    expect(Object.keys(marker(home).parts).sort()).toEqual(["base", "box2d"]);
    checkInstalled(home, "Box2D");
  });

  it("makes anew what is broken", async () => {
    const home = newHome();
    mkdirSync(join(venv(home), "bin"), { recursive: true });
    writeFileSync(join(venv(home), "bin/python"), "");
    writeFileSync(join(venv(home), "set-up.json"), '{"state":"ready","parts":7}');
    expect((await finished(setup(home))).code).toBe(0);
    checkInstalled(home, "numpy");
  });

  it("tells what pip said last", async () => {
    const home = newHome();
    process.env.PIP_INDEX_URL = "http://127.0.0.1:9/";
    process.env.PIP_RETRIES = "0";
    process.env.PIP_NO_CACHE_DIR = "1";
    try {
      const { code, stderr } = await finished(setup(home));
      const last = stderr.trimEnd().split("\n").at(-1);
      expect(last).toMatch(
        /^creditgym: Python's Gymnasium could not be set up in .*: ERROR: .*gymnasium==1\.3\.0/,
      );
      expect(code).toBe(2);
      expect(marker(home).state).toBe("making");
    } finally {
      for (const name of ["PIP_INDEX_URL", "PIP_RETRIES", "PIP_NO_CACHE_DIR"]) delete process.env[name];
    }
  });
});
