import { creditRules, ruleIdOf } from "../../../agents/rules/index.js";
import type { Table } from "../../report/tables.js";
import type { PlannedArm } from "../plan.js";
import { readableAgent } from "../readable-agent.js";

/** What decides how an arm's networks learn, by path: what tables of differences compare. */
type Settings = ReadonlyMap<string, string>;

/** What an arm's trials ran with; where files of the user's modules lie is left out. */
export function resolvedConfig(arm: PlannedArm): object {
  const { source, budget, batch, groups = 1, scoreRange } = arm;
  const { module: _module, ...environment } = source;
  return {
    environment,
    budget,
    batch,
    groups,
    ...(scoreRange && { scoreRange }),
    agent: resolvedAgent(arm),
  };
}

/** Null for units stands for the rule's own, where there are hidden ones and this version knows the rule. */
function resolvedAgent({ rule, agent, models }: PlannedArm): object {
  const own = creditRules.find(({ id }) => id === ruleIdOf(rule))?.defaultUnits;
  const units = agent.units ?? (agent.hidden.length > 0 ? own : undefined) ?? null;
  return { ...readableAgent(agent, models), units };
}

/**
 * What differs between arms: a row for each group of arms with the same settings, a column for each setting that is not the
 * same in all of them. Undefined where nothing differs but environment and rule.
 */
export function settingsTable(arms: readonly PlannedArm[]): Table | undefined {
  const all = arms.map((arm) => flattened({ ...resolvedConfig(arm), environment: undefined }));
  const paths = [...new Set(all.flatMap((settings) => [...settings.keys()]))].filter(
    (path) => new Set(all.map((settings) => settings.get(path))).size > 1,
  );
  if (paths.length === 0) return undefined;
  const rows = new Map<
    string,
    { readonly env: string; readonly rules: string[]; readonly cells: string[] }
  >();
  arms.forEach(({ env, rule }, i) => {
    const cells = paths.map((path) => all[i]!.get(path) ?? "");
    const key = JSON.stringify([env, cells]);
    if (!rows.has(key)) rows.set(key, { env, rules: [], cells });
    rows.get(key)!.rules.push(rule);
  });
  return {
    columns: [
      { header: "environment", isText: true },
      { header: "rules", isText: true },
      ...paths.map((path) => ({ header: path.replace(/^agent\./, ""), isText: true })),
    ],
    rows: [...rows.values()].map(({ env, rules, cells }) => [env, rules.join(", "), ...cells]),
  };
}

/** One setting of several arms. */
export interface SettingOfArms {
  readonly path: string;
  /** By arm; undefined where it has none. */
  readonly values: readonly (string | undefined)[];
}

/** All settings of arms, side by side, in the order in which they first appear. */
export function settingsByPath(arms: readonly PlannedArm[]): SettingOfArms[] {
  const all = arms.map((arm) => flattened(resolvedConfig(arm)));
  const paths = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return paths.map((path) => ({
    path: path.replace(/^agent\./, ""),
    values: all.map((settings) => settings.get(path)),
  }));
}

/** Lists and schedules are values of their own. */
function flattened(value: unknown, path = "", into = new Map<string, string>()): Settings {
  const isBranch = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isBranch && !("from" in value && "to" in value)) {
    for (const [key, part] of Object.entries(value))
      flattened(part, path === "" ? key : `${path}.${key}`, into);
  } else if (value !== undefined) into.set(path, shown(value));
  return into;
}

/** `[0.1, 0.01]`, `0.1 → 0.01 over 1000` */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value === "object" && value !== null && "from" in value && "to" in value && "steps" in value) {
    return `${shown(value.from)} → ${shown(value.to)} over ${shown(value.steps)}`;
  }
  if (typeof value === "number") return String(Number(value.toPrecision(10)));
  return typeof value === "string" ? value : JSON.stringify(value);
}
