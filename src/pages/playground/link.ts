import { environmentOf } from "./environments.js";
import { factorsOf, type RateFactors, recordedAgent } from "./settings.js";
import type { Speed } from "./speeds.js";

/** Rates were changed after a step. */
export interface RateChange {
  /** Steps that had been learned from; 0 for the beginning. */
  readonly step: number;
  readonly factors: RateFactors;
}

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

export const MOST_RULES = 4;
/** Of all rules together; a link has to fit into an address bar. */
export const MOST_CHANGES = 40;

export const DEFAULT_SETUP: Setup = {
  env: "CartPole-v1",
  rules: ["backprop", "weight-max"],
  seed: 1,
  changes: {},
  speed: "lapse",
};

/** The part of an address from `#` on. The speed is in it where it is not the usual one. */
export function hashOf(place: Place): string {
  if (place.view === "rules") return place.rule === undefined ? "#/rules" : `#/rules/${place.rule}`;
  const { env, rules, seed, changes, speed } = place.setup;
  const parts = [`env=${env}`, `rules=${rules.join(",")}`, `seed=${seed}`];
  if (speed !== DEFAULT_SETUP.speed) parts.push(`speed=${speed}`);
  for (const rule of rules) {
    for (const { step, factors } of changes[rule] ?? []) {
      parts.push(`change=${rule}@${step}*${factors.join(",")}`);
    }
  }
  return `#/?${parts.join("&")}`;
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

/** The setup with rates changed; of two changes at one step the later one counts, and one to what there was is none. */
export function withChange(setup: Setup, rule: string, change: RateChange): Setup {
  const { [rule]: own = [], ...others } = setup.changes;
  const before = own.filter(({ step }) => step < change.step);
  const factors = factorsNow({ env: setup.env, changes: { [rule]: before } }, rule);
  const isNone = change.factors.every((factor, l) => factor === factors[l]);
  const after = isNone ? before : [...before, change];
  return { ...setup, changes: after.length === 0 ? others : { ...others, [rule]: after } };
}

/** How many changes a setup has. */
export const countChanges = ({ changes, rules }: Setup): number =>
  rules.reduce((sum, rule) => sum + (changes[rule]?.length ?? 0), 0);
