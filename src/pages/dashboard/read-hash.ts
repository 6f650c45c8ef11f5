import { listView, runView, type View, type Watched } from "./view-hash.js";

/** What an address asks for, as far as it can be understood. */
export interface ReadHash {
  readonly view: View;
  /** A sentence on each part that makes no sense. */
  readonly problems: readonly string[];
}

/** By key: what is allowed, where it is one of a few words. */
const WORDS = {
  band: ["ci95", "iqr", "none"],
  centre: ["mean", "iqm"],
  seeds: ["0", "1"],
  diagnostics: ["0", "1"],
  settings: ["all"],
} as const;
const SINGLE: readonly string[] = [...Object.keys(WORDS), "smooth", "watch"];
const KEYS: readonly string[] = [...SINGLE, "off", "zoom"];
const MOST_SMOOTHING = 20;
const LEFT_OUT = "It is left out.";

/** @param hash the part of an address from `#` on; whatever makes no sense in it is as if it were not there */
export function readHash(hash: string): ReadHash {
  const text = hash.replace(/^#/, "");
  const end = text.includes("?") ? text.indexOf("?") : text.length;
  const path = text.slice(0, end);
  const parameters = new URLSearchParams(text.slice(end));
  const run = /^\/run\/(.+)$/.exec(path)?.[1];
  const { view, problems } =
    run === undefined ? readList(path, parameters) : readRun(decoded(run), parameters);
  return { view, problems: [...new Set(problems)] };
}

function readList(path: string, parameters: URLSearchParams): ReadHash {
  const isKnown = path === "" || path === "/";
  const problems = [
    ...(isKnown
      ? []
      : [
          `The address asks for "${path}": allowed is "/", or "/run/" with a run's name. Shown are all runs.`,
        ]),
    ...[...new Set(parameters.keys())].map(
      (key) => `The address sets ${key}: the list of runs has nothing to set. ${LEFT_OUT}`,
    ),
  ];
  return { view: listView, problems };
}

function readRun(run: string, parameters: URLSearchParams): ReadHash {
  const problems = misusedKeys(parameters);
  const usual = runView(run);
  const word = <K extends keyof typeof WORDS>(key: K) => wordOf(key, parameters.get(key), problems);
  const view: View = {
    run,
    off: parameters.getAll("off"),
    band: word("band") ?? usual.band,
    centre: word("centre"),
    smooth: smoothOf(parameters.get("smooth"), problems) ?? usual.smooth,
    seeds: word("seeds") === "1",
    zoom: zoomOf(parameters.getAll("zoom"), problems),
    watched: watchedOf(parameters.get("watch"), problems),
    isDiagnosticsOpen: word("diagnostics") === "1",
    areAllSettings: word("settings") === "all",
  };
  return { view, problems };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function misusedKeys(parameters: URLSearchParams): string[] {
  return [...new Set(parameters.keys())].flatMap((key) => {
    const count = parameters.getAll(key).length;
    if (!KEYS.includes(key)) return [`The address sets ${key}: allowed are ${KEYS.join(", ")}. ${LEFT_OUT}`];
    if (!SINGLE.includes(key) || count === 1) return [];
    return [`${key} is there ${count} times: allowed is once. The first one counts.`];
  });
}

function wordOf<K extends keyof typeof WORDS>(
  key: K,
  value: string | null,
  problems: string[],
): (typeof WORDS)[K][number] | undefined {
  if (value === null) return undefined;
  const words: readonly (typeof WORDS)[K][number][] = WORDS[key];
  const found = words.find((one) => one === value);
  if (found === undefined) {
    const allowed = words.length === 1 ? words[0] : `one of ${words.join(", ")}`;
    problems.push(`${key} is "${value}": allowed is ${allowed}. ${LEFT_OUT}`);
  }
  return found;
}

function smoothOf(text: string | null, problems: string[]): number | undefined {
  if (text === null) return undefined;
  const value = numberIn(text);
  if (value >= 0 && value <= MOST_SMOOTHING) return value;
  problems.push(
    `smooth is "${text}": allowed is a number from 0 to ${MOST_SMOOTHING}, percent of the axis. ${LEFT_OUT}`,
  );
  return undefined;
}

function zoomOf(texts: readonly string[], problems: string[]): View["zoom"] {
  const found: Record<number, readonly [number, number]> = {};
  for (const text of texts) {
    const [place, from, to, ...more] = text.split(":").map(numberIn);
    const isPlace = Number.isSafeInteger(place) && place! >= 0 && found[place!] === undefined;
    if (isPlace && from! >= 0 && to! > from! && more.length === 0) found[place!] = [from!, to!];
    else {
      problems.push(
        `zoom is "${text}": allowed is PLACE:FROM:TO, once for each environment, whose places count from 0, and with ` +
          `0 ≤ FROM < TO. ${LEFT_OUT}`,
      );
    }
  }
  return found;
}

function watchedOf(text: string | null, problems: string[]): Watched | undefined {
  if (text === null) return undefined;
  try {
    const [env, rule, seed, ...more] = JSON.parse(text) as readonly unknown[];
    const isWhole = typeof env === "string" && typeof rule === "string" && Number.isSafeInteger(seed);
    if (isWhole && more.length === 0) return { env, rule, seed: seed as number };
  } catch {
    // Told below.
  }
  problems.push(`watch is "${text}": allowed is ["ENVIRONMENT","RULE",SEED]. ${LEFT_OUT}`);
  return undefined;
}

/** NaN for what is no finite number. */
function numberIn(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : Number.NaN;
}
