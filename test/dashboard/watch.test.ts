import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { firstValueFrom, Subject, timeout } from "rxjs";
import { filter, takeUntil, toArray } from "rxjs/operators";
import { afterAll, describe, expect, it, vi } from "vitest";
import { EvolutionReader } from "../../src/dashboard/evolution-reader.js";
import type { EvolutionMessage, RunList, RunProgressMessage } from "../../src/dashboard/messages.js";
import { RunProgress } from "../../src/dashboard/run-progress.js";
import { RunReader } from "../../src/dashboard/run-reader.js";
import { RunView } from "../../src/dashboard/run-view.js";
import type { ServerEvent } from "../../src/dashboard/server-events.js";
import { Sources } from "../../src/dashboard/sources.js";
import { watchList } from "../../src/dashboard/watch-list.js";
import { writeSyntheticRun } from "../experiment/report/synthetic-run.js";

const folder = mkdtempSync(join(tmpdir(), "creditgym-watch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const VIEW = { centre: undefined, band: "ci95", smooth: 0, seeds: false, zoom: {} } as const;
const RUN = { environments: ["CartPole-v1"], rules: ["reinforce", "weight-max"], seeds: 3, points: 50 };

/** A run whose trials of the second rule have not all ended. */
function unfinished(name: string): string {
  const own = join(folder, name);
  writeSyntheticRun(own, {
    ...RUN,
    change: (_, rule, seed) =>
      rule === "weight-max" && seed > 1 ? { status: "running", episodes: 0 } : undefined,
  });
  return own;
}

function lock(run: string, pid: number, host = hostname()): void {
  writeFileSync(join(run, "lock.json"), JSON.stringify({ pid, host }));
}

/** A process that is no more. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.on("close", resolve));
  return child.pid!;
}

/** A process that lives until it is killed. */
function liveProcess(): ReturnType<typeof spawn> {
  return spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
}

function lookAt(reader: RunReader, view: RunView): ServerEvent[] {
  for (const _ of reader.refresh());
  return [...view.news()];
}

describe("a followed run", () => {
  it("is named by what its process and its trials are", async () => {
    const run = unfinished("states");
    const reader = new RunReader(run, { curves: true });
    const state = (): string => {
      for (const _ of reader.refresh());
      return reader.state;
    };
    expect(state()).toBe("interrupted");
    const child = liveProcess();
    lock(run, child.pid!);
    expect(state()).toBe("running");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("close", resolve));
    expect(state()).toBe("interrupted");
    lock(run, await deadProcess());
    expect(state()).toBe("interrupted");
    lock(run, 1, "another-machine");
    expect([state(), reader.elsewhere]).toEqual(["running", "another-machine"]);
    rmSync(join(run, "lock.json"));
    for (const seed of [2, 3]) {
      const path = join(run, "trials/env-0/rule-1", String(seed), "status.json");
      const status = { ...JSON.parse(readFileSync(path, "utf8")), status: seed === 2 ? "failed" : "done" };
      writeFileSync(path, JSON.stringify(status));
    }
    expect(state()).toBe("failed");
  });

  it("tells only what changed", () => {
    const run = unfinished("changes");
    const child = liveProcess();
    lock(run, child.pid!);
    try {
      const reader = new RunReader(run, { curves: true });
      const view = new RunView("changes", reader, VIEW, new RunProgress(reader), 0);
      const names = (events: readonly ServerEvent[]) =>
        events.map(({ event, data }) => ("arm" in data ? `${event} ${data.arm}` : event));
      expect(names(lookAt(reader, view))).toEqual([
        "head",
        "progress",
        "curve 0",
        "curve 1",
        "row 0",
        "row 1",
      ]);
      expect(names(lookAt(reader, view))).toEqual(["progress"]);
      const growing = join(run, "trials/env-0/rule-1/2/curve.jsonl");
      appendFileSync(growing, '{"episode":51,"step":9000,"meanReturn":1,"meanLength":1,"episodes":1}\n');
      expect(names(lookAt(reader, view))).toEqual(["progress", "curve 0", "curve 1"]);
      const done = join(run, "trials/env-0/rule-1/3/status.json");
      const status = { ...JSON.parse(readFileSync(done, "utf8")), status: "done" };
      writeFileSync(done, JSON.stringify(status));
      expect(names(lookAt(reader, view))).toEqual(["progress", "curve 1", "row 1"]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("tells all views of a look the same speed, those that come later too", async () => {
    const run = unfinished("speeds");
    const child = liveProcess();
    lock(run, child.pid!);
    try {
      const reader = new RunReader(run, { curves: true });
      const progress = new RunProgress(reader);
      const viewed = () => new RunView("speeds", reader, VIEW, progress, 0);
      const growing = join(run, "trials/env-0/rule-1/2/curve.jsonl");
      const first = viewed();
      lookAt(reader, first);
      appendFileSync(growing, '{"episode":51,"step":90000,"meanReturn":1,"meanLength":1,"episodes":1}\n');
      await setTimeout(200);
      const speedOf = (events: readonly ServerEvent[]) => {
        const { data } = events.find(({ event }) => event === "progress")!;
        return (data as RunProgressMessage).stepsPerSecond;
      };
      const speed = speedOf(lookAt(reader, first));
      expect(speed).toBeGreaterThan(0);
      await setTimeout(200);
      // Between two looks nothing new is known.
      expect(speedOf([...viewed().news()])).toBe(speed);
      expect(speedOf([...first.news()])).toBe(speed);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("tells failures with their message, and files that cannot be read", () => {
    const run = join(folder, "failures");
    writeSyntheticRun(run, {
      ...RUN,
      change: (_, rule, seed) =>
        rule === "reinforce" && seed === 2 ? { status: "failed", error: "a reward that is NaN" } : undefined,
    });
    writeFileSync(join(run, "trials/env-0/rule-1/1/curve.jsonl"), "no curve\n");
    const reader = new RunReader(run, { curves: true });
    const events = lookAt(reader, new RunView("failures", reader, VIEW, new RunProgress(reader)));
    const progress = events.find(({ event }) => event === "progress")!.data as { problems: object[] };
    expect(progress.problems).toMatchObject([
      { rule: "reinforce", seed: 2, message: "a reward that is NaN" },
      { rule: "weight-max", seed: 1, message: expect.stringContaining("cannot be read") },
    ]);
    // What failed is in no line.
    const curves = events.filter(({ event }) => event === "curve").map(({ data }) => data);
    expect(curves).toMatchObject([
      { arm: 0, seeds: 2 },
      { arm: 1, seeds: 2 },
    ]);
    writeFileSync(join(run, "experiment.json"), "{");
    const damaged = new RunReader(run, { curves: true });
    const [problem] = lookAt(damaged, new RunView("failures", damaged, VIEW, new RunProgress(damaged)));
    expect([damaged.state, problem!.event]).toEqual(["unreadable", "problem"]);
  });

  it("is read once for several pages, and not at all without one", async () => {
    const run = unfinished("shared");
    const child = liveProcess();
    lock(run, child.pid!);
    const look = vi.spyOn(RunReader.prototype, "refresh");
    try {
      const sources = new Sources(folder, "runs");
      const pages = [sources.run("shared", VIEW), sources.run("shared", { ...VIEW, band: "none" })];
      await setTimeout(1200);
      expect(look).not.toHaveBeenCalled();
      const stop = new Subject<void>();
      const heard = pages.map((page) => firstValueFrom(page.pipe(takeUntil(stop), toArray())));
      await setTimeout(1500);
      expect(look).toHaveBeenCalledTimes(2);
      stop.next();
      for (const events of await Promise.all(heard)) {
        expect(events.filter(({ event }) => event === "row").length).toBe(2);
      }
      // A page that is loaded anew finds it read.
      await setTimeout(3500);
      const before = look.mock.calls.length;
      await setTimeout(1500);
      expect(look).toHaveBeenCalledTimes(before);
    } finally {
      look.mockRestore();
      child.kill("SIGKILL");
    }
  });
});

describe("a followed evolution", () => {
  it("is read once for several pages, late ones included, and not at all without one", async () => {
    const run = join(folder, "evolution");
    mkdirSync(run);
    writeFileSync(
      join(run, "experiment.json"),
      JSON.stringify({ command: "evolve", name: "evolved", generations: 3 }),
    );
    const line = (generation: number): string =>
      `${JSON.stringify({ generation, fitness: { mean: 5, lowest: 1, highest: 9, ofMean: null }, validation: null })}\n`;
    writeFileSync(join(run, "generations.jsonl"), line(1));
    const read = vi.spyOn(EvolutionReader.prototype, "read");
    try {
      const sources = new Sources(folder, "runs");
      const open = () => {
        const heard: ServerEvent[] = [];
        const subscription = sources.run("evolution", VIEW).subscribe((event) => heard.push(event));
        return { heard, subscription };
      };
      const pages = [open(), open()];
      await setTimeout(500);
      expect(read).toHaveBeenCalledTimes(1);
      pages.push(open());
      expect(pages[2]!.heard).toMatchObject([{ event: "evolution", data: { name: "evolved", done: 1 } }]);
      expect(read).toHaveBeenCalledTimes(1);
      appendFileSync(join(run, "generations.jsonl"), line(2));
      await setTimeout(2000);
      expect(read).toHaveBeenCalledTimes(2);
      for (const { heard, subscription } of pages) {
        expect(heard.map(({ data }) => (data as EvolutionMessage).done)).toEqual([1, 2]);
        subscription.unsubscribe();
      }
      // A little after the last page has gone nothing is read any more.
      await setTimeout(2500);
      const before = read.mock.calls.length;
      await setTimeout(2500);
      expect(read).toHaveBeenCalledTimes(before);
    } finally {
      read.mockRestore();
    }
  });

  it("is another one where another has taken its folder", async () => {
    const run = join(folder, "taken");
    mkdirSync(run);
    const sources = new Sources(folder, "runs");
    const nameOf = async (name: string): Promise<unknown> => {
      const plan = { command: "evolve", name, generations: 3 };
      writeFileSync(join(run, "experiment.json"), JSON.stringify(plan));
      return (await firstValueFrom(sources.run("taken", VIEW))).data;
    };
    expect(await nameOf("first")).toMatchObject({ name: "first", done: 0, state: "interrupted" });
    expect(await nameOf("second")).toMatchObject({ name: "second" });
    sources.end();
  });
});

describe("the list of runs", () => {
  it("has what is there, running ones first, and follows it", async () => {
    const directory = join(folder, "list");
    mkdirSync(directory);
    const lists = watchList(directory, "runs");
    expect(await firstValueFrom(lists)).toEqual({ directory: "runs", isRun: false, runs: [] });
    const old = join(directory, "old/first");
    writeSyntheticRun(old, { ...RUN, name: "old" });
    await setTimeout(20);
    writeSyntheticRun(join(directory, "new/first"), { ...RUN, name: "new" });
    mkdirSync(join(directory, "broken"));
    writeFileSync(join(directory, "broken/experiment.json"), "[]");
    const child = liveProcess();
    lock(old, child.pid!);
    const until = (isEnough: (list: RunList) => boolean): Promise<RunList> =>
      firstValueFrom(lists.pipe(filter(isEnough), timeout(20_000)));
    try {
      const { runs } = await until(() => true);
      expect(runs.map(({ id, state, done, total }) => [id, state, done, total])).toEqual([
        ["old/first", "running", 6, 6],
        ["broken", "unreadable", 0, 0],
        ["new/first", "done", 6, 6],
      ]);
      expect(runs[1]!.problem).toMatch(/no experiment of creditgym's/);
      const quiet = until((list) => list.runs.every(({ state }) => state !== "running"));
      await setTimeout(100);
      child.kill("SIGKILL");
      expect((await quiet).runs.map(({ id }) => id)).toEqual(["broken", "new/first", "old/first"]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("of a folder that is a run is that run", async () => {
    const list = await firstValueFrom(watchList(unfinished("alone"), "alone"));
    expect(list).toMatchObject({ isRun: true, runs: [{ id: ".", state: "interrupted", done: 4, total: 6 }] });
  });
});
