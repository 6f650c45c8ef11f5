import type { RunHead } from "../../dashboard/messages.js";
import type { ReadHash } from "./read-hash.js";
import type { View, Watched } from "./view-hash.js";

/** What is seen without what a run does not have; the very same view where it has all. */
export function withinRun(view: View, head: RunHead): ReadHash {
  const { rules, environments } = head;
  const problems: string[] = [];
  const off = [...new Set(view.off)].filter((rule) => {
    if (rules.includes(rule)) return true;
    problems.push(`off is "${rule}": allowed is a rule of this run, ${listed(rules)}. It is left out.`);
    return false;
  });
  const zoom = Object.entries(view.zoom).filter(([place]) => {
    if (Number(place) < environments.length) return true;
    const places = environments.map(({ env }, k) => `${k} (${env})`).join(", ");
    problems.push(`zoom is for the environment at place ${place}: allowed is ${places}. It is left out.`);
    return false;
  });
  const wrong = view.watched && unwatchable(view.watched, head);
  if (wrong !== undefined) problems.push(`${wrong}. It is left out.`);
  if (problems.length === 0) return { view, problems };
  const watched = wrong === undefined ? view.watched : undefined;
  return { view: { ...view, off, zoom: Object.fromEntries(zoom), watched }, problems };
}

/** What of a network to be watched is not in a run; undefined where all is. */
function unwatchable({ env, rule, seed }: Watched, { environments, seeds }: RunHead): string | undefined {
  const drawn = environments.filter(({ isDrawn }) => isDrawn);
  const there = drawn.find((one) => one.env === env);
  if (there === undefined) {
    const allowed =
      drawn.length === 0 ? "none: no network of this run is drawn here" : listed(drawn.map((one) => one.env));
    return `watch has the environment "${env}": allowed is ${allowed}`;
  }
  if (!there.rules.includes(rule)) return `watch has the rule "${rule}": allowed is ${listed(there.rules)}`;
  if (!seeds.includes(seed)) return `watch has the seed ${seed}: allowed is ${listed(seeds)}`;
  return undefined;
}

/** Most names that are told in full. */
const MOST_NAMES = 12;

function listed(names: readonly (string | number)[]): string {
  if (names.length <= MOST_NAMES) return names.join(", ");
  return `${names.slice(0, MOST_NAMES).join(", ")} and ${names.length - MOST_NAMES} more`;
}
