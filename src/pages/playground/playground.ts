import { batch, computed, effect, signal } from "@preact/signals";
import {
  countChanges,
  DEFAULT_SETUP,
  fromTheStart,
  hashOf,
  MOST_CHANGES,
  type Place,
  type RateChange,
  type Setup,
  withChange,
} from "./link.js";
import { readHash } from "./read-link.js";
import { Run, runKey } from "./run.js";
import type { RateFactors } from "./settings.js";
import { type Speed, stepsPerSecond } from "./speeds.js";

/** Milliseconds between two looks, and for those who want less motion. */
const LOOK_EVERY = 33;
const CALM_LOOK_EVERY = 500;
/** Milliseconds within which a slider's next change goes on from the last: one step back undoes them all. */
const GOES_ON_WITHIN = 2000;

/** What the page is about; the address says the same. */
export const setup = signal<Setup>(DEFAULT_SETUP);
export const place = signal<Place>({ view: "play", setup: DEFAULT_SETUP });
/** What the address asked for and was not understood. */
export const problems = signal<readonly string[]>([]);
export const isPaused = signal(false);
/** Whether single steps are being taken. */
const isStepping = signal(false);
/** In the order of the setup's rules. */
export const runs = signal<readonly Run[]>([]);
const isVisible = signal(!document.hidden);
const keys = new Map<Run, string>();
/** Where the latest entry of the browser's history is a change of rates: whose. */
let latestChange: { readonly run: Run; readonly slider: string; readonly time: number } | undefined;

/** Whether nothing is trained now. */
const rests = computed(() => isPaused.value || !isVisible.value || place.value.view !== "play");

/** Whether pictures show the training itself, and not a copy of each network that plays besides. */
export const isWatched = computed(
  () => isStepping.value || setup.value.speed === "slow" || setup.value.speed === "real",
);

/** Takes up the address, and follows it from now on. */
export function start(): void {
  follow();
  addEventListener("popstate", follow);
  document.addEventListener("visibilitychange", () => {
    isVisible.value = !document.hidden;
  });
  effect(() => {
    const { speed } = setup.value;
    for (const run of runs.value) pace(run, speed);
  });
  let latest = 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const look = (time: number): void => {
    requestAnimationFrame(look);
    if (time - latest < (calm.matches ? CALM_LOOK_EVERY : LOOK_EVERY) || place.value.view !== "play") return;
    latest = time;
    for (const run of runs.value) run.look();
  };
  requestAnimationFrame(look);
}

/** Goes to another setup; `replace` leaves no step to go back to. */
export function go(next: Setup, how: "push" | "replace" = "push"): void {
  latestChange = undefined;
  const hash = hashOf({ view: "play", setup: next });
  if (hash !== location.hash) {
    if (how === "push") history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }
  problems.value = [];
  show(next);
}

export function setSpeed(speed: Speed): void {
  go({ ...setup.value, speed }, "replace");
}

/** From the first step, with the rates of now. */
export function restart(): void {
  let now = setup.value;
  for (const run of runs.value) {
    const { value: factors } = run.chosen;
    // What was just chosen counts, though no worker will say so.
    if (factors !== undefined) now = withChange(now, run.rule, { step: Number.POSITIVE_INFINITY, factors });
    close(run);
  }
  const next = fromTheStart(now);
  runs.value = [];
  go(next);
}

export function pauseOrGoOn(): void {
  batch(() => {
    isPaused.value = !isPaused.value;
    isStepping.value = false;
  });
}

/** One step of each, then a pause. */
export function stepOnce(): void {
  batch(() => {
    isPaused.value = true;
    isStepping.value = true;
  });
  for (const run of runs.value) {
    run.settle();
    run.step();
  }
}

/** Why no rates can be changed any more; undefined where they can. */
export const noMoreChanges = computed(() =>
  countChanges(setup.value) < MOST_CHANGES
    ? undefined
    : `A link holds ${MOST_CHANGES} changes of rates, and these are there: restart to begin with the rates of now.`,
);

/** @param slider what tells it from the run's others */
export function changeRates(run: Run, factors: RateFactors, slider: string): void {
  if (noMoreChanges.value === undefined) run.choose(factors, slider);
}

function follow(): void {
  latestChange = undefined;
  for (const run of runs.value) run.unchoose();
  const read = readHash(location.hash);
  place.value = read.place;
  problems.value = read.problems;
  if (read.place.view !== "play") return;
  show(read.place.setup);
  // So that what is shown can be copied from the address.
  history.replaceState(null, "", hashOf(read.place));
}

/** Keeps the runs that the setup has too, and begins the others. */
function show(next: Setup): void {
  const before = runs.value;
  const after = next.rules.map((rule) => {
    const key = runKey(next, rule);
    return before.find((run) => keys.get(run) === key) ?? begin(rule, next, key);
  });
  for (const run of before) if (!after.includes(run)) close(run);
  setup.value = next;
  place.value = { view: "play", setup: next };
  if (after.some((run, k) => run !== before[k]) || after.length !== before.length) runs.value = after;
}

function begin(rule: string, next: Setup, key: string): Run {
  const run: Run = new Run(rule, next, (change, slider) => changed(run, change, slider));
  keys.set(run, key);
  return run;
}

function close(run: Run): void {
  run.close();
  keys.delete(run);
}

function changed(run: Run, change: RateChange, slider: string): void {
  if (!keys.has(run)) return;
  const time = performance.now();
  const before = latestChange;
  const goesOn = before?.run === run && before.slider === slider && time - before.time < GOES_ON_WITHIN;
  const next = withChange(setup.value, run.rule, change);
  // There and back again is no change, and nothing that another one could go on from.
  if (hashOf({ view: "play", setup: next }) === location.hash) return;
  keys.set(run, runKey(next, run.rule));
  go(next, goesOn ? "replace" : "push");
  latestChange = { run, slider, time };
}

function pace(run: Run, speed: Speed): void {
  const rate = stepsPerSecond(speed, setup.value.env, run.shape.value?.fps ?? 30);
  run.pace(rate, rests.value, isWatched.value);
}
