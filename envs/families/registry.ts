import { InvalidArgumentError, nearest } from "gymnasium-js";
import type { TaskFamily } from "./task-family.js";

const families = new Map<string, TaskFamily>();

/** Makes a family known by its id. An id that is known already is replaced. */
export function registerTaskFamily(family: TaskFamily): void {
  families.set(family.id, family);
}

/** All families, sorted by id. */
export function taskFamilies(): readonly TaskFamily[] {
  return [...families.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws InvalidArgumentError, with the nearest id, when there is none. */
export function taskFamily(id: string): TaskFamily {
  const family = families.get(id);
  if (family !== undefined) return family;
  const known = [...families.keys()].sort();
  const near = nearest(id, known);
  const allowed = `one of ${known.join(", ")}`;
  throw new InvalidArgumentError("task family", id, near === undefined ? allowed : `${near}, or ${allowed}`);
}
