import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { finished, start } from "./creditgym.js";
import { cwd, evolve, filesOf, fixtures, read, SMALL } from "./evolving.js";

/** Every file of a run, its times included, with when it was written. */
function writtenFiles(folder: string): Record<string, string> {
  const names = readdirSync(join(cwd, folder), { recursive: true }) as string[];
  const files = names.filter((name) => statSync(join(cwd, folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => {
      const path = join(cwd, folder, name);
      return [name, `${statSync(path, { bigint: true }).mtimeNs} ${readFileSync(path, "base64")}`];
    }),
  );
}

describe("evolve --resume", () => {
  /** Long enough to be killed in. */
  const LONG = [SMALL, "--set", "population=40", "--set", "tasks=8", "--generations", "15", "--quiet"];

  it("ends in the same bytes as a run that was never killed", { timeout: 120_000 }, async () => {
    expect(await evolve(...LONG, "--out", "whole", "--workers", "1")).toMatchObject({ code: 0 });
    let kills = 0;
    let generations = 0;
    for (let wait = 0; ; wait += 150) {
      const child = start(["evolve", ...LONG, "--resume", "killed", "--workers", "2"], cwd);
      const ended = finished(child);
      // The first time before anything is there, then a little later each time.
      const checkpoint = join(cwd, "killed/checkpoint.safetensors");
      const isDone = await Promise.race([
        ended.then(() => true),
        (async () => {
          while (kills > 0 && !existsSync(checkpoint)) await setTimeout(10);
          return setTimeout(300 + wait, false);
        })(),
      ]);
      if (isDone) break;
      child.kill("SIGKILL");
      await ended;
      kills++;
      if (existsSync(checkpoint))
        generations = Math.max(generations, read("killed/generations.jsonl").split("\n").length - 1);
    }
    expect(kills).toBeGreaterThan(2);
    expect(generations).toBeGreaterThan(0);
    expect(filesOf("killed")).toEqual(filesOf("whole"));
  });

  it("says at once, --quiet or not, that a damaged checkpoint makes it begin anew", async () => {
    expect(await evolve(SMALL, "--quiet", "--out", "damaged")).toMatchObject({ code: 0, stderr: "" });
    const whole = filesOf("damaged");
    const path = join(cwd, "damaged/checkpoint.safetensors");
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const { code, stdout, stderr } = await evolve("--resume", "damaged", "--quiet", "--json");
    const sentence = "Begun anew: checkpoint.safetensors cannot be used: its content is damaged";
    expect({ code, stderr }).toEqual({ code: 0, stderr: `${sentence}\n` });
    expect(JSON.parse(stdout).notes).toEqual([sentence]);
    expect(filesOf("damaged")).toEqual(whole);
  });

  it("goes on after Ctrl-C with what was done, and says how", async () => {
    const child = start(["evolve", ...LONG.slice(0, -1), "--generations", "10000", "--out", "stopped"], cwd);
    while (!existsSync(join(cwd, "stopped/weights.safetensors"))) await setTimeout(20);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await finished(child);
    expect(code).toBe(130);
    expect(stderr).toContain("To go on: creditgym evolve --resume stopped\n");
    const done = read("stopped/generations.jsonl").trim().split("\n").length;
    expect(stdout).toContain(`\n${done} of 10,000 generations done: `);
    expect(existsSync(join(cwd, "stopped/report/fitness.svg"))).toBe(true);
    expect(readdirSync(join(cwd, "stopped"))).not.toContain("lock.json");
    // Fewer generations would be another plan.
    const { stderr: refusal } = await evolve(...LONG, "--resume", "stopped");
    expect(refusal).toBe(
      'creditgym: --resume is "stopped", which was begun with other settings: generations was 10000 and is 15: ' +
        "allowed are the same settings, or --resume without any\n",
    );
  });

  it("needs nothing else; of a finished run it changes no file, and says that it is finished", async () => {
    await evolve(SMALL, "--out", "done", "--quiet");
    const before = writtenFiles("done");
    expect(Object.keys(before)).toContain("timing.json");
    const { code, stdout, stderr } = await evolve("--resume", "done");
    expect(code).toBe(0);
    expect(stdout).toContain("6 of 6 generations done");
    expect(stderr).toContain("\nThe run is finished: there was nothing left to do\n");
    expect(writtenFiles("done")).toEqual(before);
  });

  it("puts right what a process was killed before", async () => {
    await evolve(SMALL, "--out", "cut", "--quiet");
    const before = filesOf("cut");
    writeFileSync(join(cwd, "cut/generations.jsonl"), "");
    writeFileSync(join(cwd, "cut/report/fitness.svg"), "<svg");
    expect(await evolve("--resume", "cut", "--quiet")).toMatchObject({ code: 0 });
    expect(filesOf("cut")).toEqual(before);
  });

  it("goes on after a worker's death, of which it tells in one sentence", async () => {
    const NODE_OPTIONS = `--import ${pathToFileURL(join(fixtures, "dying-worker.mjs"))}`;
    const args = ["evolve", SMALL, "--out", "dead", "--workers", "2", "--quiet"];
    const dead = await finished(start(args, cwd, { ...process.env, NODE_OPTIONS }));
    expect(dead).toMatchObject({ code: 1, stdout: "" });
    expect(dead.stderr).toMatch(
      /^creditgym: A worker ended: worker exited with code: 3; what was done is kept, and `creditgym evolve --resume dead` goes on with it\n$/,
    );
    const kept = read("dead/generations.jsonl").trim().split("\n").length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(6);
    expect(await evolve("--resume", "dead", "--quiet")).toMatchObject({ code: 0 });
    await evolve(SMALL, "--out", "alive", "--quiet");
    expect(filesOf("dead")).toEqual(filesOf("alive"));
  });
});
