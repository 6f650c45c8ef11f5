import { nearest } from "gymnasium-js";
import type { z } from "zod";
import { creditRules, ruleIdOf } from "../../agents/rules/index.js";
import { didYouMean, show, UsageError } from "../errors/usage-error.js";
import type { EnvironmentSettings, Experiment, Settings } from "./definition.js";
import { type CommandLineSettings, commandLineSchema, experimentSchema } from "./schema.js";

/**
 * Checks what an experiment's file gives.
 * @param source named first in every sentence: a file, say
 * @throws {UsageError} one sentence on the first thing that is wrong
 */
export function parseExperiment(value: unknown, source?: string): Experiment {
  const experiment = parse(experimentSchema, value, source);
  if (experiment.environments === undefined && experiment.families === undefined) {
    throw new UsageError(
      `${prefixed(source)}environments is missing: it is to be a list of environments, or families a list of task families`,
    );
  }
  checkRules(experiment, source);
  const variants = experiment.variants ?? {};
  for (const [name, settings] of Object.entries(variants)) {
    checkRules(settings, source, `variants.${name}.`);
  }
  checkVariant(experiment.variant, experiment, source);
  return experiment;
}

/** @throws {UsageError} */
export function parseCommandLineSettings(value: unknown): CommandLineSettings {
  const settings = parse(commandLineSchema, value);
  checkRules(settings);
  return settings;
}

const LABEL = /^@[\w.-]{1,40}$/;

/** @throws {UsageError} when the experiment has no variant of that name */
export function checkVariant(name: string | undefined, { variants }: Experiment, source?: string): void {
  if (name === undefined || Object.hasOwn(variants ?? {}, name)) return;
  const names = Object.keys(variants ?? {});
  const allowed =
    names.length === 0 ? "none here: the experiment has no variants" : `one of ${names.join(", ")}`;
  throw refusal("variant", name, allowed, source);
}

/** @throws {UsageError} with the nearest id, for the first name of no rule */
export function checkRuleIds(names: readonly string[], field: string, source?: string): void {
  const known = creditRules.map(({ id }) => id);
  for (const name of names) {
    const id = ruleIdOf(name);
    if (!known.includes(id)) throw refusal(field, id, `one of ${known.join(", ")}`, source);
    if (name !== id && !LABEL.test(name.slice(id.length))) {
      throw refusal(
        field,
        name,
        "a rule's id, or one with @ and a label of letters, digits, '-', '_' and '.'",
        source,
      );
    }
  }
}

function checkRules(settings: Settings, source?: string, prefix = ""): void {
  checkRuleIds(settings.rules ?? [], `${prefix}rules`, source);
  checkRulesOf(settings, source, prefix);
  for (const [k, { rule }] of (settings.published ?? []).entries()) {
    checkRuleIds([rule], `${prefix}published[${k}].rule`, source);
  }
  for (const [env, own] of Object.entries(settings.perEnvironment ?? {})) {
    checkRulesOf(own, source, `${prefix}perEnvironment${step(env)}.`);
  }
}

function checkRulesOf({ perRule, sweep }: EnvironmentSettings, source?: string, prefix = ""): void {
  checkRuleIds(Object.keys(perRule ?? {}), `${prefix}perRule`, source);
  if (sweep) checkRuleIds(Object.keys(sweep.perRule ?? {}), `${prefix}sweep.perRule`, source);
}

/** What a schema makes of a value. @throws {UsageError} one sentence on the first thing that is wrong */
export function parse<T>(schema: z.ZodType<T>, value: unknown, source?: string): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw explain(result.error.issues[0]!, value, source);
}

function explain(issue: z.core.$ZodIssue, value: unknown, source?: string): UsageError {
  const { path, message, detail } = deepest(issue);
  const at = path.reduce<unknown>((parent, key) => (parent as Record<PropertyKey, unknown>)?.[key], value);
  const where = formatPath(path);
  if (detail?.code === "unrecognized_keys") {
    const key = detail.keys[0]!;
    const owner = where === "" ? "the experiment" : where;
    return new UsageError(
      `${prefixed(source)}${owner} has no ${show(key)}: allowed is ${message}${hint(key, message)}`,
    );
  }
  if (at === undefined && where !== "") {
    return new UsageError(`${prefixed(source)}${where} is missing: it is to be ${message}`);
  }
  return refusal(where === "" ? "the experiment" : where, at, message, source);
}

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly detail?: z.core.$ZodIssue;
}

/** Of a union the issue of the form that was nearly met, if there is one, rather than the whole. */
function deepest(issue: z.core.$ZodIssue): Finding {
  if (issue.code === "invalid_union") {
    const inner = issue.errors
      .map((branch) => branch[0]!)
      .find(({ path, code }) => path.length > 0 || code === "unrecognized_keys");
    if (inner !== undefined) {
      const found = deepest(inner);
      return { ...found, path: [...issue.path, ...found.path] };
    }
  }
  return { path: issue.path, message: issue.message, detail: issue };
}

function refusal(field: string, value: unknown, allowed: string, source?: string): UsageError {
  return new UsageError(
    `${prefixed(source)}${field} is ${show(value)}: allowed is ${allowed}${hint(value, allowed)}`,
  );
}

const prefixed = (source: string | undefined): string => (source === undefined ? "" : `${source}: `);

/** The nearest of the names that the sentence lists. */
function hint(value: unknown, allowed: string): string {
  if (typeof value !== "string" || !allowed.startsWith("one of ")) return "";
  const names = allowed
    .slice("one of ".length)
    .replace(/, or null$/, "")
    .split(", ");
  return didYouMean(nearest(value, names));
}

export function formatPath(path: readonly PropertyKey[]): string {
  return path.map(step).join("").replace(/^\./, "");
}

function step(key: PropertyKey): string {
  if (typeof key === "number") return `[${key}]`;
  return /^[\w:-]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
}
