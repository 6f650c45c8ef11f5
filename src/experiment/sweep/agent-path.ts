import type { AgentConfig } from "../../../agents/config.js";
import { UsageError } from "../../errors/usage-error.js";
import type { AgentSettings } from "../definition.js";

type Step = string | number;
type Owner = Record<Step, unknown>;

/**
 * The settings that put values at paths such as `critic.rates[0]`: lists and schedules as a whole, with one
 * entry changed.
 *
 * @throws {UsageError} for a path that leads nowhere
 */
export function settingsAt(agent: AgentConfig, values: Readonly<Record<string, unknown>>): AgentSettings {
  const settings: Owner = {};
  for (const [path, value] of Object.entries(values)) put(settings, agent, stepsOf(path), value, path);
  return settings;
}

/** What stands at a path; undefined where nothing does. @throws {UsageError} for what is no path */
export function valueAt(agent: AgentConfig, path: string): unknown {
  return stepsOf(path).reduce<unknown>((owner, step) => (owner as Owner | null | undefined)?.[step], agent);
}

/** `critic.rates[0]` → critic, rates, 0. @throws {UsageError} for what is no path */
export function stepsOf(path: string): Step[] {
  const steps: Step[] = [];
  const token = /(^|(?<!^)\.)([A-Za-z]\w*)|(?<!^)\[(\d+)\]/y;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (match === null) {
      throw new UsageError(`"${path}" is no path: allowed is one such as rates[0] or critic.lambda`);
    }
    steps.push(match[2] ?? Number(match[3]));
  }
  return steps;
}

function put(settings: Owner, config: object, steps: readonly Step[], value: unknown, path: string): void {
  let target = settings;
  let current: unknown = config;
  for (const [k, step] of steps.entries()) {
    if (Array.isArray(target) && (typeof step === "string" || step >= target.length)) {
      throw new UsageError(`"${path}" leads nowhere: allowed is an entry from 0 to ${target.length - 1}`);
    }
    if (k === steps.length - 1) {
      define(target, step, value);
      return;
    }
    current = (current as Owner | undefined)?.[step];
    const isWhole = Array.isArray(current) || isSchedule(current);
    const next = Object.hasOwn(target, step) ? target[step] : isWhole ? structuredClone(current) : {};
    if (typeof next !== "object" || next === null) {
      throw new UsageError(`"${path}" leads nowhere: ${JSON.stringify(next)} has no parts`);
    }
    define(target, step, next);
    target = next as Owner;
  }
}

/** Unlike an assignment, makes a key "__proto__" a key like any other, to be refused as unknown. */
function define(owner: Owner, key: Step, value: unknown): void {
  Object.defineProperty(owner, key, { value, enumerable: true, writable: true, configurable: true });
}

const isSchedule = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "from" in value && "steps" in value;
