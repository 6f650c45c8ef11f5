import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "../../dist/src/cli/main.js");
const KILLS = 20;
/** Trials take longer than the time from one checkpoint to the next. */
const EXPERIMENT = [
  ...[
    "--env",
    "CartPole-v1",
    "--env",
    "Multiplexer-v0",
    "--rules",
    "reinforce,weight-max-author",
    "--seeds",
    "2",
  ],
  ...["--steps", "500000", "--set", "evaluation.episodes=3", "--set", "evaluation.points=4", "--diagnostics"],
];
const cwd = mkdtempSync(join(tmpdir(), "creditgym-resume-"));

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Runs the command; after so many milliseconds, if it is still running, it is killed. Tells how it ended. */
async function compare(args: readonly string[], killAfter?: number): Promise<"done" | "killed"> {
  const child = spawn(process.execPath, [COMMAND, "compare", ...args, "--quiet"], {
    ...{ cwd, stdio: ["ignore", "ignore", "pipe"] },
  });
  let said = "";
  child.stderr!.on("data", (text) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const code = await (killAfter === undefined
    ? ended
    : Promise.race([ended, setTimeout(killAfter, "late" as const)]));
  if (code === "late") {
    child.kill("SIGKILL");
    await ended;
    return "killed";
  }
  if (code !== 0) throw new Error(`compare ${args.join(" ")} exited with ${code}: ${said}`);
  return "done";
}

/** Every file of a run but its times, by path. */
function filesOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== "timing.json",
  );
  return new Map(
    files.map(({ parentPath, name }) => [
      relative(folder, join(parentPath, name)),
      readFileSync(join(parentPath, name), "base64"),
    ]),
  );
}

test(`a comparison that is killed ${KILLS} times leaves the same bytes as one that never was`, async () => {
  await compare([...EXPERIMENT, "--out", "whole"]);
  const whole = filesOf(join(cwd, "whole"));
  const moments: number[] = [];
  let runs = 0;
  let killedWhileTraining = 0;
  for (let run = "run0"; moments.length < KILLS || runs === 0; ) {
    const moment = Math.round(50 + 6000 * Math.random());
    const isLast = moments.length >= KILLS;
    const ended = await compare([...EXPERIMENT, "--resume", run], isLast ? undefined : moment);
    if (ended === "killed") {
      moments.push(moment);
      if (moment > 3000) killedWhileTraining++;
      continue;
    }
    expect(filesOf(join(cwd, run)), `killed after ${moments.join(", ")} ms`).toEqual(whole);
    run = `run${++runs}`;
  }
  console.log(`${KILLS} kills over ${runs} runs, after ${moments.join(", ")} ms`);
  expect(killedWhileTraining).toBeGreaterThan(0);
});
