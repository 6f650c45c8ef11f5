import { ENVIRONMENTS, environmentOf } from "./environments.js";
import { FACTOR_LIMITS, factorsOf, PLAYED_RULES, type RateFactors, recordedAgent } from "./settings.js";

/** Rates were changed after a step. */
export interface RateChange {
  /** Steps that had been learned from; 0 for the beginning. */
  readonly step: number;
  readonly factors: RateFactors;
}

export const SPEEDS = ["slow", "real", "fast", "full"] as const;
export type Speed = (typeof SPEEDS)[number];

/** All that decides what the page shows. */
export interface Setup {
  readonly env: string;
  /** One to four, all different. */
  readonly rules: readonly string[];
  readonly seed: number;
  /** By rule, in order of their steps. */
  readonly changes: Readonly<Record<string, readonly RateChange[]>>;
  readonly speed: Speed;
}

export type Place =
  | { readonly view: "play"; readonly setup: Setup }
  /** `rule` is the one to be shown first. */
  | { readonly view: "rules"; readonly rule: string | undefined };

export interface ReadLink {
  readonly place: Place;
  /** A sentence on each part that was not understood, and what is taken in its place. */
  readonly problems: readonly string[];
}

export const MOST_RULES = 4;
/** Of all rules together; a link has to fit into an address bar. */
export const MOST_CHANGES = 40;

export const DEFAULT_SETUP: Setup = {
  env: "CartPole-v1",
  rules: ["backprop", "weight-max"],
  seed: 1,
  changes: {},
  speed: "full",
};

/** The part of an address from `#` on. */
export function hashOf(place: Place): string {
  if (place.view === "rules") return place.rule === undefined ? "#/rules" : `#/rules/${place.rule}`;
  const { env, rules, seed, changes, speed } = place.setup;
  const parts = [`env=${env}`, `rules=${rules.join(",")}`, `seed=${seed}`, `speed=${speed}`];
  for (const rule of rules) {
    for (const { step, factors } of changes[rule] ?? []) {
      parts.push(`change=${rule}@${step}*${factors.join(",")}`);
    }
  }
  return `#/?${parts.join("&")}`;
}

/** What a link asks for; the defaults for what is missing or not understood. */
export function readHash(hash: string): ReadLink {
  const problems: string[] = [];
  const [path = "", query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  if (path === "rules" || path.startsWith("rules/")) {
    const rule = path.slice("rules/".length);
    return { place: { view: "rules", rule: rule === "" ? undefined : rule }, problems };
  }
  if (path !== "") problems.push(`There is no page "${path}" here: this is the playground.`);
  return { place: { view: "play", setup: readSetup(new URLSearchParams(query), problems) }, problems };
}

const KEYS = ["env", "rules", "seed", "speed", "change"];

function readSetup(query: URLSearchParams, problems: string[]): Setup {
  for (const key of new Set(query.keys())) {
    if (!KEYS.includes(key)) problems.push(`The link sets ${key}, which is nothing here: it is left out.`);
  }
  const env = oneOf(
    query,
    "env",
    ENVIRONMENTS.map(({ id }) => id),
    DEFAULT_SETUP.env,
    problems,
  );
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
    problems.push(`${key} is "${value}": allowed is one of ${allowed.join(", ")}. Shown is ${otherwise}.`);
  }
  return found ?? otherwise;
}

function readRules(value: string | null, problems: string[]): readonly string[] {
  if (value === null) return DEFAULT_SETUP.rules;
  const named = [...new Set(value.split(",").filter((name) => name !== ""))];
  const known = named.filter((name) => PLAYED_RULES.includes(name));
  for (const name of named) {
    if (known.includes(name)) continue;
    problems.push(`rules has "${name}": allowed is one of ${PLAYED_RULES.join(", ")}. It is left out.`);
  }
  if (known.length > MOST_RULES) {
    problems.push(`rules has ${known.length} rules: allowed are ${MOST_RULES}. The first ones are shown.`);
  }
  if (known.length > 0) return known.slice(0, MOST_RULES);
  problems.push(`rules is "${value}": shown are ${DEFAULT_SETUP.rules.join(" and ")}.`);
  return DEFAULT_SETUP.rules;
}

function readSeed(value: string | null, problems: string[]): number {
  if (value === null) return DEFAULT_SETUP.seed;
  const seed = wholeNumber(value);
  if (seed !== undefined) return seed;
  problems.push(
    `seed is "${value}": allowed is a whole number from 0 to 2^53 − 1. Shown is ${DEFAULT_SETUP.seed}.`,
  );
  return DEFAULT_SETUP.seed;
}

function readChanges(
  values: readonly string[],
  { env, rules }: Pick<Setup, "env" | "rules">,
  problems: string[],
): Setup["changes"] {
  const changes: Record<string, RateChange[]> = {};
  if (values.length > MOST_CHANGES) {
    problems.push(
      `change is there ${values.length} times: allowed are ${MOST_CHANGES}. The rest is left out.`,
    );
  }
  for (const value of values.slice(0, MOST_CHANGES)) {
    const match = /^([^@]+)@(\d+)\*(.+)$/.exec(value);
    const [, rule = "", at = "", list = ""] = match ?? [];
    const step = wholeNumber(at);
    const factors = list.split(",").map(Number);
    const { least, most } = FACTOR_LIMITS;
    const isRange = factors.every((factor) => factor >= least && factor <= most);
    const isWhole = rules.includes(rule) && factors.length === factorsOf(recordedAgent(env, rule));
    const last = changes[rule]?.at(-1)?.step ?? -1;
    if (match === null || step === undefined || !isRange || !isWhole || step <= last) {
      problems.push(
        `change is "${value}": allowed is RULE@STEP*FACTORS, one factor from ${least} to ${most} for each layer and ` +
          "one for the critic, of a rule that is shown, in order of steps. It is left out.",
      );
      continue;
    }
    changes[rule] = [...(changes[rule] ?? []), { step, factors }];
  }
  return changes;
}

/** The rules' factors of now. */
export function factorsNow({ env, changes }: Pick<Setup, "env" | "changes">, rule: string): RateFactors {
  const last = changes[rule]?.at(-1);
  return last?.factors ?? new Array<number>(factorsOf(recordedAgent(env, rule))).fill(1);
}

/** The setup with the rates of now from its first step on. */
export function fromTheStart(setup: Setup): Setup {
  const changes: Record<string, readonly RateChange[]> = {};
  for (const rule of setup.rules) {
    const factors = factorsNow(setup, rule);
    if (factors.some((factor) => factor !== 1)) changes[rule] = [{ step: 0, factors }];
  }
  return { ...setup, changes };
}

/** The setup with another environment: changes belong to the one that they were made in. */
export function inEnvironment(setup: Setup, env: string): Setup {
  return { ...setup, env: environmentOf(env).id, changes: {} };
}

/** The setup with rates changed; of two changes at one step the later one counts. */
export function withChange(setup: Setup, rule: string, change: RateChange): Setup {
  const before = (setup.changes[rule] ?? []).filter(({ step }) => step < change.step);
  return { ...setup, changes: { ...setup.changes, [rule]: [...before, change] } };
}

/** How many changes a setup has. */
export const countChanges = ({ changes, rules }: Setup): number =>
  rules.reduce((sum, rule) => sum + (changes[rule]?.length ?? 0), 0);

function wholeNumber(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
