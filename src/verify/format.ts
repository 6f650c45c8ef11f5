import { type Column, textTable } from "../report/tables.js";
import { CASE_TOLERANCE, type CaseReport } from "./cases.js";
import { ENGINE_TOLERANCE } from "./engine-equality.js";
import type { RuleVerification, VerificationReport } from "./verification.js";

/** The report as text for a terminal. */
export function formatVerification(report: VerificationReport): string {
  const { rules, skipped, engines, holds } = report;
  const sections = [
    "Is the expected update of a rule the gradient of the expected reward?\n" +
      "Worst case over small networks whose every state is enumerated. A relative error of 0 is the exact\n" +
      "gradient, a cosine of 1 its direction. Rules that step layer by layer step with plain SGD, rate 1.\n\n" +
      biasTable(rules),
  ];
  if (rules.some(({ rule }) => rule.startsWith("tdca"))) {
    sections.push("tdca has a random top-down network here: nothing has evolved it to point anywhere.");
  }
  if (skipped.length > 0) {
    sections.push(`Not measured:\n${skipped.map(({ rule, reason }) => `  ${rule}: ${reason}`).join("\n")}`);
  }
  const withVariance = rules.filter(({ variance }) => variance.length > 0);
  if (withVariance.length > 0) {
    sections.push(
      "Variance of a single update of the hidden layer ÷ squared norm of the exact gradient,\n" +
        "by width of that layer (3-bit multiplexer, initial weights). Slope: the power of the width with\n" +
        "which it grows; 0 means that wide layers learn from as few samples as narrow ones. Biased rules\n" +
        "are not rescaled: updates twice as long as the gradient have four times the figure.\n\n" +
        varianceTable(withVariance),
    );
  }
  if (engines.length > 0) {
    const rows = engines.map(({ engine, rule, maxRelativeError }) => [
      rule,
      engine,
      scientific(maxRelativeError),
      maxRelativeError <= ENGINE_TOLERANCE ? "equal" : "DIFFERS",
    ]);
    sections.push(
      `Does each engine compute the reference's updates (to ${scientific(ENGINE_TOLERANCE)})?\n\n` +
        textTable([left("rule"), left("engine"), right("largest error"), left("verdict")], rows),
    );
  }
  sections.push(holds ? "The check holds." : "The check DOES NOT HOLD.");
  return `${sections.join("\n\n")}\n`;
}

/** The comparison with a file of cases as text for a terminal. */
export function formatCases({ cases, holds }: CaseReport): string {
  const rows = cases.map(({ id, rule, quantity, maxAbsError }) => [
    id,
    rule,
    quantity,
    scientific(maxAbsError),
    maxAbsError <= CASE_TOLERANCE ? "equal" : "DIFFERS",
  ]);
  const verdict = holds
    ? `All agree to ${scientific(CASE_TOLERANCE)}.`
    : `Some DIFFER by more than ${scientific(CASE_TOLERANCE)}.`;
  return `${textTable(
    [left("case"), left("rule"), left("compared"), right("largest error"), left("verdict")],
    rows,
  )}\n\n${verdict}\n`;
}

const left = (header: string): Column => ({ header });
const right = (header: string): Column => ({ header, align: "right" });

function biasTable(rules: readonly RuleVerification[]): string {
  return textTable(
    [left("rule"), right("relative error"), right("cosine"), left("verdict")],
    rules.map((rule) => [rule.rule, scientific(rule.relativeError), rule.cosine.toFixed(4), verdictOf(rule)]),
  );
}

function verdictOf({ unbiased, declaredUnbiased }: RuleVerification): string {
  if (unbiased) return "unbiased";
  return declaredUnbiased ? "BIASED, though declared unbiased" : "biased";
}

function varianceTable(rules: readonly RuleVerification[]): string {
  const widths = [...new Set(rules.flatMap(({ variance }) => variance.map(({ width }) => width)))];
  return textTable(
    [left("rule"), ...widths.map((width) => right(`${width}`)), right("slope")],
    rules.map(({ rule, variance, slope }) => [
      rule,
      ...widths.map((width) => figure(variance.find((row) => row.width === width)?.value)),
      slope === null ? "-" : slope.toFixed(2),
    ]),
  );
}

function scientific(value: number): string {
  return value === 0 ? "0" : value.toExponential(1);
}

function figure(value: number | undefined): string {
  if (value === undefined) return "-";
  return value >= 1e4 ? value.toExponential(1) : value.toPrecision(3);
}
