import { signal } from "@preact/signals";
import { hashOf, type View, viewOfHash } from "./view-hash.js";

/** What is seen now. */
export const view = signal(viewOfHash(location.hash));

addEventListener("hashchange", () => {
  view.value = viewOfHash(location.hash);
});
addEventListener("popstate", () => {
  view.value = viewOfHash(location.hash);
});

/** Goes on to another view. @param isStep whether going back leads to what is seen now */
export function go(next: View, isStep = true): void {
  if (hashOf(next) !== location.hash) history[isStep ? "pushState" : "replaceState"](null, "", hashOf(next));
  view.value = next;
}

/** The same run, seen otherwise. */
export function change(part: Partial<View>, isStep = true): void {
  go({ ...view.peek(), ...part }, isStep);
}
