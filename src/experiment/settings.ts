import { UsageError } from "../errors/usage-error.js";

/**
 * The settings that assignments such as `agent.hidden=[32]` make together. A value is JSON, or else
 * the text itself; a key with dots of its own is written `["…"]`.
 *
 * @throws {UsageError} where an assignment has not that form
 */
export function parseAssignments(assignments: readonly string[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    const keys = at < 1 ? undefined : keysOf(assignment.slice(0, at));
    if (keys === undefined) {
      throw new UsageError(`--set is "${assignment}": allowed is path=value, such as agent.lambda=0.8`);
    }
    assign(root, keys, parseValue(assignment.slice(at + 1)));
  }
  return root;
}

function keysOf(path: string): string[] | undefined {
  const keys: string[] = [];
  const token = /\["([^"]+)"\]|(^|(?<!^)\.)([^.[\]="]+)/y;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (match === null) return undefined;
    keys.push(match[1] ?? match[3]!);
  }
  return keys;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function assign(root: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  let owner = root;
  for (const key of keys.slice(0, -1)) {
    const next = Object.hasOwn(owner, key) ? owner[key] : undefined;
    const child = typeof next === "object" && next !== null && !Array.isArray(next) ? next : {};
    define(owner, key, child);
    owner = child as Record<string, unknown>;
  }
  define(owner, keys.at(-1)!, value);
}

/** Unlike an assignment, makes a key "__proto__" a key like any other, to be refused as unknown. */
function define(owner: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(owner, key, { value, enumerable: true, writable: true, configurable: true });
}
