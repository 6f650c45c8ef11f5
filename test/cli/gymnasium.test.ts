import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GYMNASIUM_VERSION } from "../../envs/gymnasium-js/src/bridge/python.js";
import { eventually } from "../envs/gymnasium-js/bridge/client-process.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { testPython } from "../python.js";
import { creditgym, finished, start } from "./creditgym.js";

const folder = temporaryFolder();

function script(name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Runs the command with other settings of the environment. */
async function withEnv(env: Record<string, string>, ...args: string[]) {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await finished(start(args));
  } finally {
    process.env = before;
  }
}

describe("gymnasium check", () => {
  it("lists what is installed", async () => {
    testPython();
    const { code, stdout, stderr } = await creditgym("gymnasium", "check");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Python +3\.\d+\.\d+ +\//);
    expect(stdout).toMatch(new RegExp(`^gymnasium +${GYMNASIUM_VERSION.replaceAll(".", "\\.")}$`, "m"));
    expect(stdout).toMatch(/^box2d: Box2D/m);
  });

  it("gives JSON", async () => {
    const { stdout } = await creditgym("gymnasium", "check", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ usable: true, path: testPython() });
  });

  it("fails with a Python that lacks Gymnasium", async () => {
    const bare = script("bare", "exit 1");
    const { code, stdout } = await withEnv({ GYMNASIUM_PYTHON: bare }, "gymnasium", "check");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Python +does not run/);
    expect(stdout).toMatch(/^gymnasium +missing/m);
  });

  it("fails with a program that is content with any arguments", async () => {
    const other = script("other", "exit 0");
    const { code, stdout } = await withEnv({ GYMNASIUM_PYTHON: other }, "gymnasium", "check");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^gymnasium +missing .*other is no Python$/m);
  });

  it("fails before set-up", async () => {
    const env = { GYMNASIUM_PYTHON: "", GYMNASIUM_JS_HOME: folder };
    const { code, stderr } = await withEnv(env, "gymnasium", "check");
    expect(code).toBe(1);
    expect(stderr).toBe(
      "creditgym: gymnasium check: Python's Gymnasium is not set up here; run `npx creditgym gymnasium setup`\n",
    );
  });
});

describe("gymnasium setup refuses", () => {
  it.each([
    [
      ["--extras", "box2"],
      {},
      '--extras is "box2": allowed is one or more of box2d, mujoco, atari; did you mean "box2d"?',
    ],
    [["--extras", "dev"], {}, '--extras is "dev": allowed is one or more of box2d, mujoco, atari'],
    [
      ["--python", "/nowhere"],
      {},
      'python is "/nowhere", which does not run: allowed is an interpreter of Python 3.10 or newer',
    ],
    [
      ["--python", script("old python", "echo 3.8.18")],
      {},
      `python is "${join(folder, "old python")}", which is Python 3.8.18: allowed is Python 3.10 or newer`,
    ],
    [
      [],
      { PATH: join(folder, "nothing") },
      "Gymnasium needs Python 3.10 or newer, but there is no python3: install it, or name one with --python",
    ],
    [
      [],
      { GYMNASIUM_JS_HOME: join(script("file", ""), "home") },
      `Python's Gymnasium could not be set up in ${join(folder, "file/home")}/gymnasium-${GYMNASIUM_VERSION}: ${join(folder, "file/home")}: Not a directory`,
    ],
  ])("%j, %j", async (args, env, message) => {
    const home = { GYMNASIUM_JS_HOME: join(folder, "home"), GYMNASIUM_PYTHON: "" };
    const { code, stdout, stderr } = await withEnv({ ...home, ...env }, "gymnasium", "setup", ...args);
    expect(stderr).toBe(`creditgym: ${message}\n`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("gymnasium serve", () => {
  it("serves at a loopback port with a token, until it is stopped", async () => {
    testPython();
    const server = start(["gymnasium", "serve", "--port", "0"]);
    const line = await new Promise<string>((resolve) =>
      server.stdout!.once("data", (data) => resolve(`${data}`)),
    );
    const told = JSON.parse(line) as { listening: string; token: string };
    expect(told.listening).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(told.token.length).toBeGreaterThan(20);
    server.kill("SIGTERM");
    expect((await finished(server)).code).toBe(0);
  });

  it("is gone when it is killed", async () => {
    const server = start(["gymnasium", "serve", "--port", "0", "--max-envs", "4242"]);
    await new Promise((resolve) => server.stdout!.once("data", resolve));
    const processes = (): string => execFileSync("ps", ["-axo", "command="], { encoding: "utf8" });
    expect(processes()).toContain("--max-envs 4242");
    server.kill("SIGKILL");
    await eventually(() => !processes().includes("--max-envs 4242"), 2000);
  });

  it("passes its options on", async () => {
    const help = await creditgym("gymnasium", "serve", "--help");
    expect(help.stdout).toContain("--token-file");
    const { code, stderr } = await creditgym("gymnasium", "serve", "--prot", "1");
    expect(stderr).toContain("unrecognized arguments: --prot");
    expect(code).toBe(2);
  });
});

describe("the pinned requirements", () => {
  const python = join(import.meta.dirname, "../../envs/gymnasium-js/python/requirements");

  it.each(["base", "box2d", "mujoco", "atari", "dev"])("%s.txt pins each version", (part) => {
    const lines = readFileSync(join(python, `${part}.txt`), "utf8")
      .trim()
      .split("\n");
    for (const line of lines) {
      expect(line).toMatch(/^(#.*|[\w-]+==[\d.]+(; python_version (<|>=) "3\.11")?)$/);
    }
  });

  it("are those of the version that the folder is named after", () => {
    expect(readFileSync(join(python, "base.txt"), "utf8")).toContain(`\ngymnasium==${GYMNASIUM_VERSION}\n`);
  });
});
