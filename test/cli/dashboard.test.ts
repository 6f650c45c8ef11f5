import type { ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { ask, listen } from "../dashboard/ask.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { creditgym, finished, start } from "./creditgym.js";

const folder = temporaryFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A started dashboard, and the address that it printed. */
async function started(
  ...args: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const child = start(["dashboard", "--port", "0", ...args], folder);
  children.push(child);
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", (code) => reject(new Error(`it exited with ${code}`)));
  });
  return { child, address };
}

it("dashboard prints its address, serves the page and a list, and ends well with Ctrl-C", async () => {
  const { child, address } = await started();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  const page = await ask(address, "/");
  expect(page.text).toContain('<div id="page">');
  const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(page.text)![1]!;
  expect(await ask(address, script)).toMatchObject({ status: 200 });
  const heard = await listen(`${address}api/list`, ({ length }) => length > 0);
  expect(heard[0]).toEqual({ event: "list", data: { directory: "runs", isRun: false, runs: [] } });
  // While a page listens.
  const waiting = fetch(`${address}api/list`)
    .then((response) => response.text())
    .catch(() => "ended");
  await listen(`${address}api/list`, ({ length }) => length > 0);
  const end = finished(child);
  const began = performance.now();
  child.kill("SIGINT");
  expect((await end).code).toBe(0);
  expect(performance.now() - began).toBeLessThan(1500);
  expect(await waiting).toMatch(/ended|event: end/);
});

it("dashboard asks for its token where other machines can reach it", async () => {
  const { address } = await started("--host", "0.0.0.0");
  const { port, search } = new URL(address);
  expect(search).toMatch(/^\?token=[\w-]{43}$/);
  const local = `http://127.0.0.1:${port}`;
  expect(await ask(local, "/api/list")).toMatchObject({ status: 401 });
  expect(await ask(local, `/${search}`)).toMatchObject({ status: 303 });
});

it("dashboard says in a sentence where it cannot listen", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  try {
    expect(await creditgym("dashboard", folder, "--port", String(port))).toEqual({
      ...{ code: 2, stdout: "" },
      stderr: `creditgym: --port is ${port}, which another program listens on: allowed is a free port, or 0 for any\n`,
    });
  } finally {
    other.close();
  }
});
