import { InvalidArgumentError } from "./errors.js";

/** The parts of `[namespace/]name[-vN]` (gymnasium/envs/registration.py). */
export interface EnvId {
  readonly namespace: string | undefined;
  readonly name: string;
  readonly version: number | undefined;
}

const PATTERN = /^(?:(?<namespace>[\w:-]+)\/)?(?<name>[\w:.-]+?)(?:-v(?<version>\d+))?$/;

/** @throws InvalidArgumentError when the text has not the form of an id. */
export function parseEnvId(id: string): EnvId {
  const groups = PATTERN.exec(id)?.groups;
  if (groups === undefined) throw new InvalidArgumentError("environment id", id, "[namespace/]name[-vN]");
  return {
    namespace: groups.namespace,
    name: groups.name!,
    version: groups.version === undefined ? undefined : Number(groups.version),
  };
}

/** Insertions, deletions and replacements that turn one text into the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** The candidate that differs least from the text, when it is near enough to be meant. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  const plain = (id: string): string => id.toLowerCase().replace(/-v\d+$/, "");
  for (const candidate of candidates) {
    // The version counts for little: CartPol-v7 means CartPole-v1.
    const away =
      distance(plain(text), plain(candidate)) + distance(text.toLowerCase(), candidate.toLowerCase()) / 100;
    if (away < least) {
      least = away;
      best = candidate;
    }
  }
  return least < 1 + 0.4 * plain(text).length ? best : undefined;
}
