import { setImmediate } from "node:timers/promises";
import { defer, filter, from, map, type Observable, repeat, timer } from "rxjs";
import { FreeCores } from "./free-cores.js";
import { lookPause } from "./look-pause.js";
import { RunReader } from "./run-reader.js";

/** Milliseconds from one look at the files to the next, at least. */
const LOOK_EVERY = 1000;
/** The same where no core is free. */
const LOOK_EVERY_CROWDED = 2000;
const LONGEST_PAUSE = 10_000;
/** Nothing keeps the process busy for longer. */
const SLICE = 15;
/** While the files are read for the first time, what there is of them is told so often. */
const PARTS_EVERY = 150;

/**
 * Follows a run's folder: emits its reader after each look, and now and then during the first one. Cold: each
 * subscription reads for itself, and nothing is read without one.
 */
export function watchRun(folder: string): Observable<RunReader> {
  return defer(() => {
    const reader = new RunReader(folder, { curves: true });
    const cores = new FreeCores();
    const pause = (): number =>
      lookPause(cost, { least: cores.areNone ? LOOK_EVERY_CROWDED : LOOK_EVERY, most: LONGEST_PAUSE });
    let cost = 0;
    let told = performance.now();
    return from(
      looks(reader, (milliseconds) => {
        cost = milliseconds;
      }),
    ).pipe(
      repeat({ delay: () => timer(pause()) }),
      filter((isDone) => {
        if (!isDone && (reader.isWhole || performance.now() - told < PARTS_EVERY)) return false;
        told = performance.now();
        return true;
      }),
      map(() => reader),
    );
  });
}

/** Looks once, in slices; after each tells whether it was the last. */
function looks(reader: RunReader, took: (milliseconds: number) => void): AsyncIterable<boolean> {
  return {
    async *[Symbol.asyncIterator]() {
      const isFirst = !reader.isWhole;
      let cost = 0;
      let since = performance.now();
      for (const _ of reader.refresh()) {
        const now = performance.now();
        if (now - since < SLICE) continue;
        cost += now - since;
        yield false;
        await setImmediate();
        since = performance.now();
      }
      cost += performance.now() - since;
      // The first look reads all: it says nothing of those that follow.
      took(isFirst ? 0 : cost);
      yield true;
    },
  };
}
