import { signal } from "@preact/signals";
import type { RunHead } from "../../dashboard/messages.js";
import { readHash } from "./read-hash.js";
import { hashOf, listView, runView, type View } from "./view-hash.js";
import { withinRun } from "./within-run.js";

/** What is seen now. */
export const view = signal<View>(listView);
/** Sentences on what the address asked for and is not shown, until something else is chosen. */
export const problems = signal<readonly string[]>([]);

follow();
// Also where somebody changes the address by hand.
addEventListener("popstate", follow);

function follow(): void {
  const read = readHash(location.hash);
  problems.value = [];
  if (read.problems.length === 0) view.value = read.view;
  else replace(read.view, read.problems);
}

/** Goes on to another view. @param isStep whether going back leads to what is seen now */
function go(next: View, isStep = true): void {
  if (hashOf(next) !== location.hash) history[isStep ? "pushState" : "replaceState"](null, "", hashOf(next));
  problems.value = [];
  view.value = next;
}

/** The same run, seen otherwise. */
export function change(part: Partial<View>, isStep = true): void {
  go({ ...view.peek(), ...part }, isStep);
}

/** Shows something else than the address asks for, and says so there. @param why is added to what is told */
export function replace(next: View, why: readonly string[] = []): void {
  history.replaceState(null, "", hashOf(next));
  problems.value = [...problems.peek(), ...why];
  view.value = next;
}

/** Leaves out all of how a comparison may be seen. */
export function keepNone(): void {
  const { run } = view.peek();
  if (run === undefined || hashOf(view.peek()) === hashOf(runView(run))) return;
  replace(runView(run), [
    "The address says how curves are to be seen: an evolution has nothing to set. It is left out.",
  ]);
}

/** Leaves out what the run that is seen does not have. */
export function keepWithin(head: RunHead): void {
  const within = withinRun(view.peek(), head);
  if (within.problems.length > 0) replace(within.view, within.problems);
}
