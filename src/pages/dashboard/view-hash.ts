import type { Band, Centre } from "../../dashboard/messages.js";

/** Whose network is watched. */
export interface Watched {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
}

/** What is seen: all of it stands in the address, so that going back, reloading and sending a link keep it. */
export interface View {
  /** The run; undefined for the list. */
  readonly run: string | undefined;
  /** Rules that are not shown. */
  readonly off: readonly string[];
  readonly band: Band;
  /** Undefined for what suits the number of seeds. */
  readonly centre: Centre | undefined;
  /** Percent of the axis. */
  readonly smooth: number;
  readonly seeds: boolean;
  /** By place of the environment. */
  readonly zoom: Readonly<Record<number, readonly [number, number]>>;
  /** Undefined for the first that can be. */
  readonly watched: Watched | undefined;
  readonly isDiagnosticsOpen: boolean;
  readonly areAllSettings: boolean;
}

/** The list, and what is seen of a run about which nothing was chosen. */
const NOTHING: View = {
  ...{ run: undefined, off: [], band: "ci95", centre: undefined, smooth: 0, seeds: false, zoom: {} },
  ...{ watched: undefined, isDiagnosticsOpen: false, areAllSettings: false },
};

export const listView: View = NOTHING;
export const runView = (run: string): View => ({ ...NOTHING, run });

/** The part of an address after `#`. */
export function hashOf(view: View): string {
  if (view.run === undefined) return "#/";
  const parameters = new URLSearchParams();
  for (const rule of view.off) parameters.append("off", rule);
  if (view.band !== NOTHING.band) parameters.set("band", view.band);
  if (view.centre !== undefined) parameters.set("centre", view.centre);
  if (view.smooth !== 0) parameters.set("smooth", String(view.smooth));
  if (view.seeds) parameters.set("seeds", "1");
  for (const [place, [from, to]] of Object.entries(view.zoom)) {
    parameters.append("zoom", [place, short(from), short(to)].join(":"));
  }
  const { watched } = view;
  if (watched !== undefined) {
    parameters.set("watch", JSON.stringify([watched.env, watched.rule, watched.seed]));
  }
  if (view.isDiagnosticsOpen) parameters.set("diagnostics", "1");
  if (view.areAllSettings) parameters.set("settings", "all");
  const text = parameters.toString();
  return `#/run/${encodeURIComponent(view.run)}${text === "" ? "" : `?${text}`}`;
}

/** Of a long axis nobody sees more. */
const short = (value: number): number => Number(value.toPrecision(6));
