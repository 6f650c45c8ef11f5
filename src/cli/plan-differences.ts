import type { PlannedArm } from "../experiment/plan.js";
import { readableAgent } from "../experiment/readable-agent.js";

/** Of each arm, the settings of agents that are not the same for all rules in its environment. */
export function settingsThatDiffer(arms: readonly PlannedArm[]): string[] {
  const flat = arms.map(({ agent, models }) => new Map(leavesOf(readableAgent(agent, models), "")));
  return arms.map(({ env }, k) => {
    const others = flat.filter((_, other) => arms[other]!.env === env);
    return (
      [...flat[k]!]
        .filter(([path, text]) => others.some((settings) => settings.get(path) !== text))
        // Lines are cut: what differs most often and says most stands first.
        .sort(([a], [b]) => Number(b === "rates") - Number(a === "rates"))
        .map(([path, text]) => `${path} ${text}`)
        .join(", ")
    );
  });
}

/** Paths of settings with their values as texts. */
function leavesOf(value: unknown, path: string): (readonly [string, string])[] {
  const isPlain = typeof value === "object" && value !== null && !Array.isArray(value) && !("from" in value);
  if (!isPlain) return [[path, textOf(value)]];
  return Object.entries(value).flatMap(([key, own]) => leavesOf(own, path === "" ? key : `${path}.${key}`));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(" ");
  if (typeof value === "object" && value !== null && "from" in value && "to" in value) {
    return `${textOf(value.from)}→${textOf(value.to)}`;
  }
  return typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value);
}
