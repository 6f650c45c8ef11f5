import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { defer, type Observable, repeat, timer } from "rxjs";
import { sentence } from "../experiment/sentence.js";
import { EvolutionReader, evolutionPlan } from "./evolution-reader.js";
import { findRuns, type RunFolders } from "./find-runs.js";
import { lookPause } from "./look-pause.js";
import type { RunEntry, RunList } from "./messages.js";
import { RunReader } from "./run-reader.js";
import { countTrials } from "./trial-counts.js";

const LOOK_EVERY = 2000;
const LONGEST_PAUSE = 20_000;
const SLICE = 15;

/**
 * Follows a folder of runs: emits the list of them after each look. Cold: nothing is read without a subscription.
 *
 * @param directory absolute, @param shown as it was given
 */
export function watchList(directory: string, shown: string): Observable<RunList> {
  return defer(() => {
    const entries = new Map<string, FollowedEntry>();
    let cost = 0;
    return defer(async () => {
      const folders = findRuns(directory);
      cost = await look(folders, entries);
      return listOf(folders, entries, shown);
    }).pipe(repeat({ delay: () => timer(lookPause(cost, { least: LOOK_EVERY, most: LONGEST_PAUSE })) }));
  });
}

/** Milliseconds that it took. */
async function look(folders: RunFolders, entries: Map<string, FollowedEntry>): Promise<number> {
  for (const id of entries.keys()) if (!folders.has(id)) entries.delete(id);
  let cost = 0;
  let since = performance.now();
  for (const [id, folder] of folders) {
    if (!entries.has(id)) entries.set(id, new FollowedEntry(id, folder));
    for (const _ of entries.get(id)!.refresh()) {
      if (performance.now() - since < SLICE) continue;
      cost += performance.now() - since;
      await setImmediate();
      since = performance.now();
    }
  }
  return cost + performance.now() - since;
}

function listOf(folders: RunFolders, entries: ReadonlyMap<string, FollowedEntry>, shown: string): RunList {
  const runs = [...entries.values()].map(({ entry }) => entry);
  const isLate = ({ state }: RunEntry): number => (state === "running" ? 0 : 1);
  runs.sort((a, b) => isLate(a) - isLate(b) || b.began - a.began || (a.id < b.id ? -1 : 1));
  return { directory: shown, isRun: folders.has("."), runs };
}

/** A run in the list: one on which nobody works is looked at again only when somebody has. */
class FollowedEntry {
  entry: RunEntry;
  readonly #folder: string;
  #reader: RunReader | EvolutionReader | undefined;
  #seen = "";

  constructor(id: string, folder: string) {
    this.#folder = folder;
    this.entry = {
      ...{ id, kind: "comparison", name: id, state: "unreadable", began: 0 },
      ...{ total: 0, done: 0, failed: 0, environments: [], rules: [] },
    };
  }

  *refresh(): Generator<void> {
    const stamp = ["experiment.json", "lock.json", "timing.json"]
      .map((name) => statSync(join(this.#folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
      .join();
    if (stamp === this.#seen && this.entry.state !== "running") return;
    this.#seen = stamp;
    yield;
    try {
      this.#reader ??= this.#open();
      if (this.#reader instanceof RunReader) {
        yield* this.#reader.refresh();
        this.#tellComparison(this.#reader);
      } else this.#tellEvolution(this.#reader);
    } catch (error) {
      this.entry = { ...this.entry, began: this.#began(), state: "unreadable", problem: sentence(error) };
    }
  }

  #open(): RunReader | EvolutionReader {
    const text = readFileSync(join(this.#folder, "experiment.json"), "utf8");
    const evolution = evolutionPlan(JSON.parse(text));
    if (evolution !== undefined) return new EvolutionReader(this.#folder, evolution);
    return new RunReader(this.#folder, { curves: false });
  }

  #tellComparison({ plan, trials, state, problem }: RunReader): void {
    const all = trials.flat();
    const { done, failed } = countTrials(all);
    const arms = plan?.arms ?? [];
    this.entry = {
      ...{ id: this.entry.id, kind: "comparison", name: plan?.name ?? this.entry.id },
      ...(plan?.variant !== undefined && { variant: plan.variant }),
      ...(problem !== undefined && { problem }),
      ...{ state, began: this.#began(), total: all.length, done, failed },
      environments: [...new Set(arms.map(({ env }) => env))],
      rules: [...new Set(arms.map(({ rule }) => rule))],
    };
  }

  #tellEvolution(reader: EvolutionReader): void {
    const { name, generations, done, state } = reader.read();
    this.entry = {
      ...{ id: this.entry.id, kind: "evolution", name, state, began: this.#began() },
      ...{ total: generations, done, failed: 0, environments: [], rules: [] },
    };
  }

  /** `experiment.json` is written once, at the beginning. */
  #began(): number {
    return statSync(join(this.#folder, "experiment.json"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }
}
