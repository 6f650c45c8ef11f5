import type { AgentConfig } from "../../../agents/config.js";
import { UsageError } from "../../errors/usage-error.js";
import { agentSettings } from "../agent-schema.js";
import { withSettings } from "../agent-settings.js";
import { object } from "../allowed.js";
import type { SearchSpace } from "../definition.js";
import { parse } from "../validate.js";
import { settingsAt, valueAt } from "./agent-path.js";
import { isFactor } from "./dimension.js";
import type { Candidate } from "./planned-sweep.js";

const agentOnly = object({ agent: agentSettings }, "settings of an agent");

/** The configuration of an agent with what a candidate changes. @throws {UsageError} where that cannot be */
export function candidateAgent(agent: AgentConfig, space: SearchSpace, candidate: Candidate): AgentConfig {
  const values = Object.fromEntries(
    Object.entries(candidate).map(([path, value]) => {
      return [path, isFactor(space[path]!) ? times(valueAt(agent, path), value as number, path) : value];
    }),
  );
  return withSettings(agent, parse(agentOnly, { agent: settingsAt(agent, values) }).agent);
}

function times(base: unknown, factor: number, path: string): unknown {
  if (typeof base === "number" && factor === 1) return base;
  if (typeof base === "number") return Number((base * factor).toPrecision(12));
  if (Array.isArray(base)) return base.map((entry) => times(entry, factor, path));
  if (typeof base === "object" && base !== null && "from" in base && "to" in base) {
    return { ...base, from: times(base.from, factor, path), to: times(base.to, factor, path) };
  }
  throw new UsageError(
    `"${path}" is ${JSON.stringify(base)} before the search: with times, allowed is a number, a list of numbers, ` +
      "or a schedule",
  );
}
