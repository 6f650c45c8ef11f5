import { setImmediate } from "node:timers/promises";
import {
  concat,
  concatMap,
  filter,
  from,
  map,
  type Observable,
  of,
  ReplaySubject,
  Subject,
  share,
  switchMap,
  take,
  takeUntil,
  throwError,
  timer,
} from "rxjs";
import { UsageError } from "../errors/usage-error.js";
import { findRuns } from "./find-runs.js";
import type { CurveView, EvolutionMessage } from "./messages.js";
import { playPolicy, watchedTrial } from "./play-policy.js";
import { RunProgress } from "./run-progress.js";
import type { RunReader } from "./run-reader.js";
import { RunView } from "./run-view.js";
import type { ServerEvent } from "./server-events.js";
import { watchDiagnostics } from "./watch-diagnostics.js";
import { planOfEvolutionIn, watchEvolution } from "./watch-evolution.js";
import { watchList } from "./watch-list.js";
import { watchRun } from "./watch-run.js";

/** Milliseconds for which something is followed after the last page has gone: one that is loaded anew needs it again. */
const LINGER = 2000;
/** Milliseconds after which a run that is not there is looked for again. */
const FIND_EVERY = 2000;
/** Computing lines never holds up others for longer, in milliseconds. */
const SLICE = 20;

/** What pages may subscribe to: each folder is read once, however many pages look, and not at all when none does. */
export class Sources {
  readonly #directory: string;
  readonly #list: Observable<ServerEvent>;
  readonly #runs = new Map<string, Observable<RunReader>>();
  /** By folder and plan. */
  readonly #evolutions = new Map<string, Observable<EvolutionMessage>>();
  readonly #progress = new WeakMap<RunReader, RunProgress>();
  readonly #ended = new Subject<void>();

  /** @param directory absolute, @param shown as it was given */
  constructor(directory: string, shown: string) {
    this.#directory = directory;
    this.#list = shared(watchList(directory, shown), this.#ended).pipe(
      map((data) => ({ event: "list", data })),
    );
  }

  /** Completes what is subscribed to; nothing lingers. */
  end(): void {
    this.#ended.next();
  }

  list(): Observable<ServerEvent> {
    return this.#list;
  }

  /** A run's lines, table and progress; of an evolution its generations. */
  run(id: string, view: CurveView): Observable<ServerEvent> {
    return this.#known(id, (folder) => {
      const evolution = this.#evolution(folder);
      if (evolution !== undefined) return evolution.pipe(map((data) => ({ event: "evolution", data })));
      let own: RunView | undefined;
      return this.#followed(folder).pipe(
        concatMap((reader) => {
          own ??= new RunView(id, reader, view, this.#progressOf(reader));
          return from(inSlices(own.news()));
        }),
      );
    });
  }

  diagnostics(id: string): Observable<ServerEvent> {
    return this.#known(id, (folder) =>
      watchDiagnostics(this.#followed(folder)).pipe(map((data) => ({ event: "diagnostics", data }))),
    );
  }

  /** What a trial's network does. */
  policy(
    id: string,
    wanted: { readonly env: string | null; readonly rule: string | null; readonly seed: number },
  ): Observable<ServerEvent> {
    return this.#known(id, (folder) =>
      this.#followed(folder).pipe(
        filter(({ plan }) => plan !== undefined),
        take(1),
        switchMap(({ plan }) => {
          const trial = watchedTrial(folder, plan!, wanted);
          if (trial === undefined)
            return throwError(() => new UsageError("This run has no such trial that can be drawn here."));
          return playPolicy(trial);
        }),
        map((data) => ({ event: "svg" in data ? "frame" : "waiting", data })),
      ),
    );
  }

  /**
   * Ids are looked up among the runs that there are: what a request says never becomes a path. One that is not there is
   * looked for again.
   */
  #known(id: string, source: (folder: string) => Observable<ServerEvent>): Observable<ServerEvent> {
    const find = (): string | undefined => findRuns(this.#directory).get(id);
    const folder = find();
    if (folder !== undefined) return source(folder);
    const message = `There is no run ${JSON.stringify(id)} here.`;
    const found = timer(FIND_EVERY, FIND_EVERY).pipe(
      map(find),
      takeUntil(this.#ended),
      filter(isThere),
      take(1),
    );
    return concat(of({ event: "problem", data: { message } }), found.pipe(switchMap(source)));
  }

  #progressOf(reader: RunReader): RunProgress {
    const progress = this.#progress.get(reader) ?? new RunProgress(reader);
    this.#progress.set(reader, progress);
    return progress;
  }

  #followed(folder: string): Observable<RunReader> {
    if (!this.#runs.has(folder)) this.#runs.set(folder, shared(watchRun(folder), this.#ended));
    return this.#runs.get(folder)!;
  }

  /** Undefined for a comparison. */
  #evolution(folder: string): Observable<EvolutionMessage> | undefined {
    const plan = planOfEvolutionIn(folder);
    if (plan === undefined) return undefined;
    // Another one may take its folder.
    const key = JSON.stringify([folder, plan]);
    if (!this.#evolutions.has(key)) {
      this.#evolutions.set(key, shared(watchEvolution(folder, plan), this.#ended));
    }
    return this.#evolutions.get(key);
  }
}

/** One subscription for all, which ends a little after the last of them; late ones get the latest value at once. */
function shared<T>(source: Observable<T>, ended: Observable<void>): Observable<T> {
  return source.pipe(
    takeUntil(ended),
    share({
      connector: () => new ReplaySubject<T>(1),
      resetOnRefCountZero: () => timer(LINGER),
      resetOnError: true,
      // Only the end of all completes them.
      resetOnComplete: false,
    }),
  );
}

const isThere = (folder: string | undefined): folder is string => folder !== undefined;

async function* inSlices<T>(values: Iterable<T>): AsyncGenerator<T> {
  let since = performance.now();
  for (const value of values) {
    yield value;
    if (performance.now() - since < SLICE) continue;
    await setImmediate();
    since = performance.now();
  }
}
