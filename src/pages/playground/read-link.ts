import { ENVIRONMENTS } from "./environments.js";
import { FACTOR_LIMITS } from "./factor-scale.js";
import { DEFAULT_SETUP, MOST_CHANGES, MOST_RULES, type Place, type RateChange, type Setup } from "./link.js";
import { factorsOf, PLAYED_RULES, recordedAgent } from "./settings.js";
import { SPEEDS } from "./speeds.js";

export interface ReadLink {
  readonly place: Place;
  /** A sentence on each part that was not taken: what it is, what is allowed, and what is shown. */
  readonly problems: readonly string[];
}

const KEYS = ["env", "rules", "seed", "speed", "change"];

/** What a link asks for; the defaults for what is missing or not understood. */
export function readHash(hash: string): ReadLink {
  const problems: string[] = [];
  const [path = "", query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  if (path === "rules" || path.startsWith("rules/")) {
    if (query !== "")
      problems.push(`The page of the rules takes no more than a rule: "${query}" is left out.`);
    const rule = path.slice("rules/".length);
    return { place: { view: "rules", rule: rule === "" ? undefined : rule }, problems };
  }
  if (path !== "") {
    problems.push(`There is no page "${path}" here, but #/rules and the playground, which is shown.`);
  }
  const setup = readSetup(new URLSearchParams(query), problems);
  return { place: { view: "play", setup }, problems: [...new Set(problems)] };
}

function readSetup(query: URLSearchParams, problems: string[]): Setup {
  for (const key of new Set(query.keys())) {
    const values = query.getAll(key);
    if (!KEYS.includes(key)) {
      problems.push(`${key} is "${values.join()}", but a link sets only ${listed(KEYS)}: it is left out.`);
    } else if (key !== "change" && values.length > 1) {
      const all = listed(values.map((value) => `"${value}"`));
      problems.push(`${key} is ${all}, but allowed is one value: the first counts.`);
    }
  }
  const ids = ENVIRONMENTS.map(({ id }) => id);
  const env = oneOf(query, "env", ids, DEFAULT_SETUP.env, problems);
  const rules = readRules(query.get("rules"), problems);
  const changes = readChanges(query.getAll("change"), { env, rules }, problems);
  const speed = oneOf(query, "speed", SPEEDS, DEFAULT_SETUP.speed, problems);
  return { env, rules, seed: readSeed(query.get("seed"), problems), changes, speed };
}

function oneOf<T extends string>(
  query: URLSearchParams,
  key: string,
  allowed: readonly T[],
  otherwise: T,
  problems: string[],
): T {
  const value = query.get(key);
  if (value === null) return otherwise;
  const found = allowed.find((one) => one === value);
  if (found === undefined) {
    problems.push(
      `${key} is "${value}", but allowed is one of ${allowed.join(", ")}: ${otherwise} is shown.`,
    );
  }
  return found ?? otherwise;
}

function readRules(value: string | null, problems: string[]): readonly string[] {
  if (value === null) return DEFAULT_SETUP.rules;
  const all = PLAYED_RULES.join(", ");
  if (value === "") {
    problems.push(
      `rules is "", but allowed are one to ${MOST_RULES} of ${all}: ${listed(DEFAULT_SETUP.rules)} are shown.`,
    );
    return DEFAULT_SETUP.rules;
  }
  const names = value.split(",");
  const named = [...new Set(names)];
  const known = named.filter((name) => PLAYED_RULES.includes(name));
  const instead = known.length > 0 ? "it is left out" : `${listed(DEFAULT_SETUP.rules)} are shown`;
  for (const name of named) {
    const times = names.filter((other) => other === name).length;
    if (!PLAYED_RULES.includes(name)) {
      problems.push(`rules has "${name}", but allowed is one of ${all}: ${instead}.`);
    } else if (times > 1) {
      problems.push(`rules has "${name}" ${times} times, but allowed is each rule once: it is shown once.`);
    }
  }
  if (known.length > MOST_RULES) {
    const rest = listed(known.slice(MOST_RULES));
    problems.push(`rules has ${known.length} rules, but allowed are ${MOST_RULES}: not shown is ${rest}.`);
  }
  return known.length > 0 ? known.slice(0, MOST_RULES) : DEFAULT_SETUP.rules;
}

function readSeed(value: string | null, problems: string[]): number {
  if (value === null) return DEFAULT_SETUP.seed;
  const seed = wholeNumber(value);
  if (seed !== undefined) return seed;
  problems.push(
    `seed is "${value}", but allowed is a whole number from 0 to 2^53 − 1: ${DEFAULT_SETUP.seed} is taken.`,
  );
  return DEFAULT_SETUP.seed;
}

function readChanges(
  values: readonly string[],
  shown: Pick<Setup, "env" | "rules">,
  problems: string[],
): Setup["changes"] {
  const changes: Record<string, RateChange[]> = {};
  const rest = values.length - MOST_CHANGES;
  if (rest > 0) {
    problems.push(
      `change is there ${values.length} times, but allowed is ${MOST_CHANGES} times: the last ${rest} are left out.`,
    );
  }
  for (const value of values.slice(0, MOST_CHANGES)) {
    const read = readChange(value, shown, changes);
    if (typeof read === "string") problems.push(`change is "${value}", but ${read}: it is left out.`);
    else changes[read.rule] = [...(changes[read.rule] ?? []), read.change];
  }
  return changes;
}

/** The change, or what is allowed in its place. */
function readChange(
  value: string,
  { env, rules }: Pick<Setup, "env" | "rules">,
  before: Setup["changes"],
): { readonly rule: string; readonly change: RateChange } | string {
  const match = /^([^@]+)@(\d+)\*(.+)$/.exec(value);
  if (match === null) return "allowed is RULE@STEP*FACTORS, such as weight-max@1200*2,2,2,1";
  const [, rule = "", at = "", list = ""] = match;
  if (!rules.includes(rule)) return `allowed is a rule that is shown, which is ${rules.join(" or ")}`;
  const step = wholeNumber(at);
  if (step === undefined) return "allowed is a step from 0 to 2^53 − 1";
  const last = before[rule]?.at(-1)?.step ?? -1;
  if (step <= last) return `allowed is a step after ${last}, that of the change before`;
  const factors = list.split(",").map(Number);
  const count = factorsOf(recordedAgent(env, rule));
  if (factors.length !== count) {
    return `allowed are ${count} factors, one for each of ${count - 1} layers and one for the critic`;
  }
  const { least, most } = FACTOR_LIMITS;
  const isWithin = factors.every((factor) => factor >= least && factor <= most);
  return isWithin ? { rule, change: { step, factors } } : `allowed are factors from ${least} to ${most}`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function wholeNumber(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
