import { show } from "../../errors/usage-error.js";
import type { Plan, PlannedArm } from "../plan.js";
import { readableAgent } from "../readable-agent.js";
import type { ChangedModule, RunDifferences } from "./check-same.js";

/** What no number depends on. */
const COSMETIC: readonly string[] = ["description", "published"] satisfies readonly (keyof Plan)[];

/** In what a plan is another one than before. A user's module may be somewhere else by now, but must be the same. */
export function planDifferences(before: Plan, now: Plan): RunDifferences {
  const { arms: armsBefore, ...restBefore } = before;
  const { arms: armsNow, ...restNow } = now;
  const [a, b] = [byName(armsBefore), byName(armsNow)];
  const settings = [
    ...differences(restBefore, restNow, "").filter(
      (line) => !COSMETIC.some((key) => new RegExp(`^${key}\\b`).test(line)),
    ),
    ...[...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
      if (!b.has(name)) return [`${name} is no longer there`];
      if (!a.has(name)) return [`${name} is new`];
      return differences(withoutModule(a.get(name)!), withoutModule(b.get(name)!), `${name}: `);
    }),
  ];
  const both = [...b].flatMap(([name, { source }]) => {
    const arm = a.get(name);
    return arm === undefined ? [] : [[arm.source, source] as const];
  });
  return { settings, modules: changedModules(both) };
}

/** A user's modules and models may be somewhere else by now, but must be the same. */
function withoutModule(arm: PlannedArm): object {
  const { module: _module, moduleSha256: _sha256, ...source } = arm.source;
  return { ...arm, agent: readableAgent(arm.agent, arm.models), models: undefined, source };
}

/** Where a user's module is, and what it is; neither of what is no module's. */
type ModuleFile = Partial<Pick<PlannedArm["source"], "module" | "moduleSha256">>;

/** Each module once that is another file than before. */
export function changedModules(
  both: readonly (readonly [before: ModuleFile, now: ModuleFile])[],
): ChangedModule[] {
  const found = new Map<string, ChangedModule>();
  for (const [{ moduleSha256: before }, { module, moduleSha256: now }] of both) {
    if (module === undefined || before === undefined || now === undefined || before === now) continue;
    found.set(module, { module, before, now });
  }
  return [...found.values()];
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
