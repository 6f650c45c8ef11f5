import { show } from "../../errors/usage-error.js";
import type { Plan, PlannedArm } from "../plan.js";
import { readableAgent } from "../readable-agent.js";

/** What no number depends on. */
const COSMETIC: readonly string[] = ["description", "published"] satisfies readonly (keyof Plan)[];

/** In what a plan is another one than before: a sentence for each setting. */
export function planDifferences(before: Plan, now: Plan): string[] {
  const { arms: armsBefore, ...restBefore } = before;
  const { arms: armsNow, ...restNow } = now;
  const [a, b] = [byName(armsBefore), byName(armsNow)];
  return [
    ...differences(restBefore, restNow, "").filter(
      (line) => !COSMETIC.some((key) => new RegExp(`^${key}\\b`).test(line)),
    ),
    ...[...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
      if (!b.has(name)) return [`${name} is no longer there`];
      if (!a.has(name)) return [`${name} is new`];
      return armDifferences(a.get(name)!, b.get(name)!, name);
    }),
  ];
}

/** A user's modules and models may be somewhere else by now, but must be the same. */
function armDifferences(before: PlannedArm, now: PlannedArm, name: string): string[] {
  const [a, b] = [before, now].map((arm) => {
    const { module, moduleSha256, ...source } = arm.source;
    const agent = readableAgent(arm.agent, arm.models);
    return { own: { ...arm, agent, models: undefined, source }, module, moduleSha256 };
  });
  const isOther = a!.moduleSha256 !== b!.moduleSha256;
  return [
    ...(isOther ? [`${name}: ${b!.module} is not the file that it was`] : []),
    ...differences(a!.own, b!.own, `${name}: `),
  ];
}

function byName(arms: readonly PlannedArm[]): Map<string, PlannedArm> {
  return new Map(arms.map((arm) => [`${arm.env}, ${arm.rule}`, arm]));
}

/** In what one value is another one than before: a sentence for each place. @param path where it stands */
export function differences(before: unknown, now: unknown, path = ""): string[] {
  if (isObject(before) && isObject(now) && Array.isArray(before) === Array.isArray(now)) {
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
      differences(before[key], now[key], within(path, key, Array.isArray(before))),
    );
  }
  if (Object.is(before, now)) return [];
  return [`${path} was ${told(before)} and is ${told(now)}`];
}

function within(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`;
  return path === "" || path.endsWith(": ") ? `${path}${key}` : `${path}.${key}`;
}

const told = (value: unknown): string => (value === undefined ? "not there" : show(value));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
