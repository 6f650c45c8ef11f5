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

const NOTHING: View = {
  ...{ run: undefined, off: [], band: "ci95", centre: undefined, smooth: 0, seeds: false, zoom: {} },
  ...{ watched: undefined, isDiagnosticsOpen: false, areAllSettings: false },
};
const BANDS: readonly Band[] = ["ci95", "iqr", "none"];
const CENTRES: readonly Centre[] = ["mean", "iqm"];

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

/** Whatever makes no sense in it is as if it were not there. */
export function viewOfHash(hash: string): View {
  const [path, query = ""] = hash.replace(/^#/, "").split("?", 2) as [string, string?];
  const run = /^\/run\/(.+)$/.exec(path)?.[1];
  if (run === undefined) return NOTHING;
  const parameters = new URLSearchParams(query);
  const smooth = Number(parameters.get("smooth") ?? 0);
  return {
    run: decoded(run),
    off: parameters.getAll("off"),
    band: BANDS.find((one) => one === parameters.get("band")) ?? NOTHING.band,
    centre: CENTRES.find((one) => one === parameters.get("centre")),
    smooth: smooth >= 0 && smooth <= 20 ? smooth : 0,
    seeds: parameters.get("seeds") === "1",
    zoom: zoomOf(parameters.getAll("zoom")),
    watched: watchedOf(parameters.get("watch")),
    isDiagnosticsOpen: parameters.get("diagnostics") === "1",
    areAllSettings: parameters.get("settings") === "all",
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function zoomOf(texts: readonly string[]): View["zoom"] {
  const found: Record<number, readonly [number, number]> = {};
  for (const text of texts) {
    const [place, from, to] = text.split(":").map(Number);
    if (Number.isSafeInteger(place) && from! >= 0 && to! > from!) found[place!] = [from!, to!];
  }
  return found;
}

function watchedOf(text: string | null): Watched | undefined {
  try {
    const [env, rule, seed] = JSON.parse(text ?? "null") as [unknown, unknown, unknown];
    const isWhole = typeof env === "string" && typeof rule === "string" && Number.isSafeInteger(seed);
    return isWhole ? { env, rule, seed: seed as number } : undefined;
  } catch {
    return undefined;
  }
}

/** Of a long axis nobody sees more. */
const short = (value: number): number => Number(value.toPrecision(6));
