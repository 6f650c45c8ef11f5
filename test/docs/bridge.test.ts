import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KNOWN } from "../../envs/gymnasium-js/src/bridge/options.js";
import { testPython } from "../python.js";

const root = join(import.meta.dirname, "../..");
const guide = readFileSync(join(root, "docs/bridge.md"), "utf8");
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(root, "test/docs/bridge-"));
  environment = { ...process.env, GYMNASIUM_PYTHON: testPython() };
  for (const [, name, code] of guide.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)) {
    writeFileSync(join(folder, name!), code!);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[], env = environment): string {
  return execFileSync(command, args, {
    ...{ cwd: folder, encoding: "utf8", env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const creditgym = (args: readonly string[], env?: NodeJS.ProcessEnv): string =>
  run(process.execPath, [join(root, "dist/src/cli/main.js"), ...args], env);

test("the guide's programs do what they say", () => {
  const printed = (file: string): string => run(join(root, "node_modules/.bin/jiti"), [file]).trim();
  expect(printed("lander.ts")).toMatch(/^Float32Array\(4\) \[[^\]]*\] 1 false object$/s);
  expect(printed("vector.ts")).toBe("16 4 4");
  expect(printed("several.ts")).toBe("");
});

test("the guide's experiment runs", () => {
  const { trials } = JSON.parse(creditgym(["compare", "bridged.ts", "--json", "--quiet"])) as {
    trials: { status: string; episodes: number }[];
  };
  expect(trials.map(({ status, episodes }) => `${status} ${episodes}`)).toEqual(["done 20", "done 20"]);
});

test("every option is in the table, and no other", () => {
  const table = guide.slice(guide.search(/^\| option +\|/m), guide.indexOf("Everything arrives"));
  const told = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
  );
  const known = KNOWN.remoteVector.filter((name) => name !== "token");
  expect(told.sort()).toEqual([...known].sort());
});

test("a server elsewhere: the guide's commands, with a free port", async () => {
  const [, flags] = /gymnasium serve (--port 7777 --token-file token)`/.exec(guide)!;
  writeFileSync(join(folder, "token"), "a-secret\n");
  const args = flags!.replace("7777", "0").split(" ");
  const server = spawn(
    process.execPath,
    [join(root, "dist/src/cli/main.js"), "gymnasium", "serve", ...args],
    { cwd: folder, env: environment, stdio: ["ignore", "pipe", "inherit"] },
  );
  try {
    const address = await listening(server);
    const [, command] = /GYMNASIUM_JS_TOKEN=\$\(cat token\) npx creditgym (.*)/.exec(guide)!;
    const given = [...command!.replace("ws://127.0.0.1:7777", address).split(" "), "--quiet"];
    const env = { ...environment, GYMNASIUM_JS_TOKEN: "a-secret" };
    expect(creditgym([...given, "--seeds", "1"], env)).toMatch(/1 of 1 trial done/);
    expect(() => creditgym([...given, "--seeds", "1"], { ...env, GYMNASIUM_JS_TOKEN: "wrong" })).toThrow(
      /token/,
    );
  } finally {
    server.kill("SIGINT");
    await once(server, "exit");
  }
});

/** The address that the server tells of. */
async function listening(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const address = /ws:\/\/[\d.]+:\d+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error("the server ended");
}

test("files that the guide links to are there", () => {
  for (const [, path] of guide.matchAll(/\]\((\.\.[^)]*)\)/g)) {
    expect(existsSync(join(root, "docs", path!)), path).toBe(true);
  }
  expect(readdirSync(folder)).toContain("lander.ts");
});
