import { Network } from "../../agents/networks/network.js";
import { creditRules } from "../../agents/rules/index.js";
import type { CreditRule } from "../../agents/rules/rule.js";
import { createReferenceEngine } from "../engine/reference/reference-engine.js";
import { maxAbsDifference } from "./agreement.js";
import {
  caseNetwork,
  expectLength,
  flattenUpdates,
  layerValues,
  outputStates,
  type Place,
  problemAt,
} from "./case-network.js";
import {
  CasesFileError,
  type ExactEntry,
  parseCasesFile,
  parseUpdates,
  type SingleEntry,
} from "./cases-file.js";
import type { EnumerationCase } from "./enumeration-case.js";
import { exactGradient } from "./exact-gradient.js";
import { expectedUpdate } from "./expected-update.js";
import { loadWeights, plainUpdate } from "./plain-update.js";

/** Largest difference that a case may show. */
export const CASE_TOLERANCE = 1e-9;

/** Keys of a file of cases, and the rule that each stands for. */
export const CASE_KEYS: Readonly<Record<string, string>> = {
  reinforce: "reinforce",
  wm_preupdate: "weight-max",
  wm_author_sgd_lr1: "weight-max-author",
  uwm_local_sym: "unbiased-weight-max",
  uwm_global_posterior: "unbiased-weight-max:posterior",
  ste: "straight-through",
};

/** The name under which a file's exact gradients are reported. */
export const EXACT_GRADIENT = "exact-gradient";

export interface CaseResult {
  readonly id: string;
  readonly rule: string;
  /** What was compared. */
  readonly quantity: "update" | "expected update" | "exact gradient";
  readonly maxAbsError: number;
}

export interface CaseReport {
  readonly cases: readonly CaseResult[];
  /** Whether every error is at most {@link CASE_TOLERANCE}. */
  readonly holds: boolean;
}

/**
 * Runs the rules on every case of a file: single updates with given weights, input, activity and
 * reward, and (section `exact`) expected updates and gradients over all states.
 *
 * @param fileContent the file's text, or what its JSON stands for
 * @throws CasesFileError when the file has not the right form, or nothing for any of the rules
 */
export function runCases(
  fileContent: unknown,
  fileName: string,
  rules: readonly CreditRule[] = creditRules,
): CaseReport {
  const file = parseCasesFile(fileContent, fileName);
  const cases = [
    ...file.cases.flatMap((entry, k) => runSingle(entry, { file: fileName, path: `cases[${k}]` }, rules)),
    ...file.exact.flatMap((entry, k) => runExact(entry, { file: fileName, path: `exact[${k}]` }, rules)),
  ];
  if (cases.length === 0) {
    const keys = Object.keys(CASE_KEYS).filter((key) => rules.some(({ id }) => id === CASE_KEYS[key]));
    throw new CasesFileError(
      fileName,
      "",
      `holds nothing for these rules, whose keys are ${keys.join(", ")}`,
    );
  }
  return { cases, holds: cases.every(({ maxAbsError }) => maxAbsError <= CASE_TOLERANCE) };
}

function runSingle(entry: SingleEntry, place: Place, rules: readonly CreditRule[]): CaseResult[] {
  const { spec, weights } = caseNetwork(entry, place);
  expectLength(entry.input, spec.inputs, place, "input");
  expectLength(entry.hidden_values, spec.hidden.length, place, "hidden_values");
  const fields = [...entry.hidden_values.map((_, l) => `hidden_values[${l}]`), "output_value"];
  const values = [...entry.hidden_values, entry.output_value].map((layer, l) =>
    layerValues(spec, l, layer, within(place, fields[l])),
  );
  return updatesOf(entry.updates, within(place, "updates"), rules).map(({ rule, updates, at }) => {
    const engine = createReferenceEngine();
    const network = new Network(engine, spec, 1, 1);
    loadWeights(network, weights);
    network.input.data.set(entry.input);
    network.force(values);
    const gain = engine.tensor(1, 1, 1);
    gain.data[0] = entry.reward;
    const found = plainUpdate(rule, network, gain).map(({ data }) => data);
    const maxAbsError = largestError(found, flattenUpdates(spec, updates, at));
    return { id: entry.id, rule: rule.id, quantity: "update", maxAbsError };
  });
}

function runExact(entry: ExactEntry, place: Place, rules: readonly CreditRule[]): CaseResult[] {
  const testCase = enumerationCase(entry, place);
  const results: CaseResult[] = [];
  if (entry.exact_gradient !== undefined) {
    const exact = exactGradient(testCase);
    const given = flattenUpdates(testCase.spec, entry.exact_gradient, within(place, "exact_gradient"));
    const rewardError = Math.abs((entry.expected_reward ?? exact.expectedReward) - exact.expectedReward);
    const maxAbsError = Math.max(rewardError, largestError(exact.gradient, given));
    results.push({ id: entry.id, rule: EXACT_GRADIENT, quantity: "exact gradient", maxAbsError });
  }
  const expected = updatesOf(entry.expected_update ?? {}, within(place, "expected_update"), rules);
  for (const { rule, updates, at } of expected) {
    const given = flattenUpdates(testCase.spec, updates, at);
    const maxAbsError = largestError(expectedUpdate(rule, testCase), given);
    results.push({ id: entry.id, rule: rule.id, quantity: "expected update", maxAbsError });
  }
  return results;
}

function enumerationCase(entry: ExactEntry, place: Place): EnumerationCase {
  const { spec, weights } = caseNetwork(entry, place);
  const { id, inputs, input_probs: inputProbabilities, reward_table: rewards } = entry;
  if (inputs.length === 0) throw problemAt(place, "inputs", "must hold at least one input");
  inputs.forEach((input, x) => {
    expectLength(input, spec.inputs, place, `inputs[${x}]`);
  });
  expectLength(inputProbabilities, inputs.length, place, "input_probs");
  expectLength(rewards, inputs.length, place, "reward_table");
  const outputs = outputStates(spec, inputs.length, place);
  rewards.forEach((row, x) => {
    expectLength(row, outputs, place, `reward_table[${x}]`);
  });
  return { id, spec, weights, inputs, inputProbabilities, rewards };
}

/** The entries whose key stands for one of the rules. */
function updatesOf(entries: Readonly<Record<string, unknown>>, place: Place, rules: readonly CreditRule[]) {
  return Object.entries(entries).flatMap(([key, entry]) => {
    const rule = Object.hasOwn(CASE_KEYS, key) ? rules.find(({ id }) => id === CASE_KEYS[key]) : undefined;
    if (rule === undefined) return [];
    const at = within(place, key);
    return [{ rule, updates: parseUpdates(entry, at.file, at.path), at }];
  });
}

function within(place: Place, field: string): Place {
  return { ...place, path: `${place.path}.${field}` };
}

function largestError(found: readonly ArrayLike<number>[], given: readonly Float64Array[]): number {
  return found.reduce((worst, layer, l) => Math.max(worst, maxAbsDifference(layer, given[l])), 0);
}
