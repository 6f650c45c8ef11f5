import { join } from "node:path";
import { defer, distinctUntilChanged, from, map, type Observable, switchMap, timer } from "rxjs";
import type { DiagnosticsPoint } from "../experiment/probes/lines.js";
import { short } from "./band.js";
import { FollowedFile } from "./followed-file.js";
import type { DiagnosticsMessage, Numbers } from "./messages.js";
import { axisOf } from "./run-head.js";
import type { RunReader } from "./run-reader.js";

/** Measurements are few: a look at their files each few seconds will do. */
const LOOK_EVERY = 5000;
const STYLE = { colour: "", dash: "" };

/** What has been measured of a followed run's updates and units; means over the seeds by then. */
export function watchDiagnostics(runs: Observable<RunReader>): Observable<DiagnosticsMessage> {
  // Summing up is the report's, which loads what it draws with.
  return from(import("../experiment/report/arm-data.js")).pipe(
    switchMap(({ diagnosticsOf }) =>
      from(import("../report/diagnostics-plot.js")).pipe(
        switchMap(({ QUANTITIES }) =>
          defer(() => {
            const files = new FollowedLines();
            let latest: RunReader | undefined;
            const readers = runs.pipe(
              map((reader) => {
                latest = reader;
                return reader.plan !== undefined;
              }),
              distinctUntilChanged(),
            );
            return readers.pipe(
              switchMap(() => timer(0, LOOK_EVERY)),
              map(() => files.refresh(latest!)),
              distinctUntilChanged(),
              map((): DiagnosticsMessage => {
                const { plan, trials } = latest!;
                const arms = plan?.arms ?? [];
                const lines = arms.flatMap((arm, k) => {
                  const measured = trials[k]!.map(({ folder }) => files.linesOf(folder));
                  const points = plan!.diagnostics?.points ?? 1;
                  return diagnosticsOf(arm, STYLE, measured, axisOf(arm.env, arms), points)
                    .filter((line) => line.points.length > 0)
                    .map(({ quantity, layer, points: band }) => ({
                      ...{ arm: k, quantity, layer },
                      x: band.map(({ x }) => short(x)),
                      y: numbers(band.map(({ value }) => value)),
                      low: numbers(band.map(({ low }) => low)),
                      high: numbers(band.map(({ high }) => high)),
                    }));
                });
                const quantities = QUANTITIES.map((one) => ({
                  ...{ key: one.key, title: one.title },
                  isLog: "log" in one,
                  mark: "mark" in one ? one.mark : null,
                }));
                return { quantities, lines };
              }),
            );
          }),
        ),
      ),
    ),
  );
}

const numbers = (values: readonly number[]): Numbers =>
  values.map((value) => (Number.isFinite(value) ? short(value) : null));

/** The lines of the trials' files. */
class FollowedLines {
  readonly #files = new Map<string, { readonly file: FollowedFile; lines: readonly DiagnosticsPoint[] }>();
  #version = 0;

  linesOf(folder: string): readonly DiagnosticsPoint[] {
    return this.#files.get(folder)?.lines ?? [];
  }

  /** Looks again. @returns another number whenever something changed */
  refresh({ trials }: RunReader): number {
    for (const { folder, status } of trials.flat()) {
      if (status === undefined) continue;
      if (!this.#files.has(folder)) {
        this.#files.set(folder, { file: new FollowedFile(join(folder, "diagnostics.jsonl")), lines: [] });
      }
      const one = this.#files.get(folder)!;
      const text = one.file.read();
      if (text === undefined) continue;
      one.lines = JSON.parse(`[${text.trimEnd().replaceAll("\n", ",")}]`) as DiagnosticsPoint[];
      this.#version++;
    }
    return this.#version;
  }
}
