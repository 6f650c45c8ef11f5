import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverCommand } from "gymnasium-js/bridge";
import { beforeAll, describe, expect, it } from "vitest";
import { finished } from "../../../cli/creditgym.js";
import { temporaryFolder } from "../../../experiment/tiny.js";
import { testPython } from "../../../python.js";
import { eventually, startClient, traces } from "./client-process.js";

const GONE = 2000;
const STEP = `
const env = await bridge.openRemoteEnv("gymnasium:CartPole-v1");
await env.reset({ seed: 1 });
`;

const temporary = temporaryFolder();

beforeAll(() => void testPython());

describe("the server of a thread", { timeout: 60_000 }, () => {
  it("is shared, does not keep Node alive, and ends with it", async () => {
    const client = startClient(`
      const [a, b] = await Promise.all([bridge.localServer(), bridge.localServer()]);
      a.release();
      const c = await bridge.localServer();
      console.log(JSON.stringify([a.pid === b.pid, a.pid === c.pid, a.socketPath === c.socketPath]));`);
    const { code, stdout, stderr } = await finished(client);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([true, true, true]);
    await eventually(() => traces(client.pid!).length === 0, GONE);
  });

  it("does not take modules of the current folder for Python's, before Python 3.11 either", () => {
    const cwd = join(temporary, "with-random");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "random.py"), "raise SystemExit('not this one')");
    const { arguments: args, env } = serverCommand("--version");
    const said = execFileSync(testPython(), args, {
      cwd,
      env: { ...env, PYTHONSAFEPATH: "" },
      encoding: "utf8",
    });
    expect(said).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("is started again when it died", async () => {
    const client = startClient(`
      const a = await bridge.localServer();
      process.kill(a.pid, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 300));
      const b = await bridge.localServer();
      const env = await bridge.openRemoteEnv("gymnasium:CartPole-v1");
      await env.reset({ seed: 1 });
      await env.close();
      console.log(a.pid !== b.pid, a.socketPath !== b.socketPath);`);
    expect(await finished(client)).toEqual({ code: 0, stdout: "true true\n", stderr: "" });
    await eventually(() => traces(client.pid!).length === 0, GONE);
  });

  it("ends with a thread that is terminated", async () => {
    const client = startClient(`
      import { Worker } from "node:worker_threads";
      const program = \`import(\${JSON.stringify(bridgeUrl)}).then(async (bridge) => {
        const env = await bridge.openRemoteEnv("gymnasium:CartPole-v1");
        await env.reset();
        (await import("node:worker_threads")).parentPort.postMessage("ready");
        for (;;) await env.step(0);
      });\`;
      const threads = Array.from({ length: 3 }, () => new Worker(program, { eval: true }));
      await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once("message", resolve))));
      await Promise.all(threads.map((thread) => thread.terminate()));
      console.log("terminated");
      setInterval(() => {}, 1000);`);
    await new Promise((resolve) => client.stdout!.once("data", resolve));
    try {
      await eventually(() => traces(client.pid!).length === 0, GONE);
    } finally {
      client.kill("SIGKILL");
    }
  });

  it("lives through a Ctrl-C that its client lives through", async () => {
    const client = startClient(`
      process.on("SIGINT", () => {});
      ${STEP}
      console.log("ready");
      await new Promise((resolve) => process.stdin.once("data", resolve));
      await env.step(0);
      await env.close();
      process.exit();`);
    await new Promise((resolve) => client.stdout!.once("data", resolve));
    const server = traces(client.pid!).find((line) => line.includes("gymnasium_js_server"))!;
    expect(server).toBeDefined();
    client.kill("SIGINT");
    client.stdin!.write("go on\n");
    expect((await finished(client)).code).toBe(0);
  });

  it("is gone soon after its client was killed, whenever that was", async () => {
    const clients = Array.from({ length: 16 }, (_, k) => k);
    for (const k of clients) {
      const client = startClient(`${STEP} for (;;) await env.step(0);`);
      await new Promise((resolve) => setTimeout(resolve, 40 * k));
      client.kill("SIGKILL");
      await eventually(
        () => traces(client.pid!).every((trace) => !trace.includes("gymnasium_js_server")),
        GONE,
      );
    }
  });
});

describe("what was left behind", () => {
  it("is removed at the next start, but nothing of somebody who lives", async () => {
    const dead = join(tmpdir(), "gymnasium-js-4194305-abcdef");
    const alive = join(tmpdir(), `gymnasium-js-${process.pid}-abcdef`);
    for (const folder of [dead, alive]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "s"), "");
    }
    const client = startClient("await bridge.localServer(); setTimeout(() => {}, 300);");
    await finished(client);
    const left = traces(process.pid);
    rmSync(alive, { recursive: true });
    expect(left).toHaveLength(1);
    expect(traces(4194305)).toEqual([]);
  });
});

describe("one sentence when Python cannot be had", () => {
  const folder = temporaryFolder();
  const silent = join(folder, "silent");
  const chatty = join(folder, "a chatty one");
  writeFileSync(silent, "#!/bin/sh\necho 'no such thing' >&2\nexit 3\n", { mode: 0o755 });
  writeFileSync(chatty, "#!/bin/sh\necho hello\nsleep 10\n", { mode: 0o755 });
  const notSetUp = { GYMNASIUM_PYTHON: "", GYMNASIUM_JS_HOME: folder };

  it.each([
    [
      "gymnasium:LunarLander-v3",
      notSetUp,
      "gymnasium:LunarLander-v3: Python's Gymnasium is not set up here; run `npx creditgym gymnasium setup --extras box2d`",
    ],
    ["gymnasium:Walker2d-v5", notSetUp, /setup --extras mujoco`$/],
    ["gymnasium:ALE/Breakout-v5", notSetUp, /setup --extras atari`$/],
    ["gymnasium:CartPole-v1", notSetUp, /run `npx creditgym gymnasium setup`$/],
    [
      "gymnasium:CartPole-v1",
      { GYMNASIUM_PYTHON: "/nowhere/python" },
      /\/nowhere\/python cannot be run \(ENOENT\)/,
    ],
    [
      "gymnasium:CartPole-v1",
      { GYMNASIUM_PYTHON: silent },
      `gymnasium:CartPole-v1: Python's server did not start: no such thing; GYMNASIUM_PYTHON is "${silent}": allowed is a Python 3.10 or newer with gymnasium, numpy and websockets`,
    ],
    ["gymnasium:CartPole-v1", { GYMNASIUM_PYTHON: chatty }, /did not start: its first line is "hello";/],
  ])("%s, %j", async (id, env, message) => {
    const program = `await bridge.localServer({ of: ${JSON.stringify(id)} }).catch((e) => console.log(e.message))`;
    const client = startClient(program, env);
    const { stdout, stderr } = await finished(client);
    expect(stderr).toBe("");
    if (typeof message === "string") expect(stdout.trim()).toBe(message);
    else expect(stdout.trim()).toMatch(message);
    expect(traces(client.pid!)).toEqual([]);
  });
});
