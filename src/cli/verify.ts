import { creditRule, creditRules } from "../../agents/rules/index.js";
import { UsageError } from "../errors/usage-error.js";
import { openEngine } from "../experiment/engines.js";
import { checkRuleIds } from "../experiment/validate.js";
import { formatCases, formatVerification, runCases, runVerification } from "../verify/index.js";
import { commaList } from "./flags.js";
import { print, printJson } from "./print.js";
import { readJsonFile } from "./read-json-file.js";

export interface VerifyOptions {
  readonly rules?: string;
  readonly cases?: string;
  readonly engine?: string;
  readonly json?: boolean;
}

const ENGINES = ["wasm", "tf"] as const;

/** `creditgym verify` */
export async function verify({
  rules: ids,
  cases: file,
  engine = "wasm",
  json,
}: VerifyOptions): Promise<void> {
  const chosen = ids === undefined ? undefined : commaList("--rules", ids);
  checkRuleIds(chosen ?? [], "--rules");
  const rules = chosen?.map(creditRule) ?? creditRules;
  const id = ENGINES.find((known) => known === engine);
  if (id === undefined) {
    throw new UsageError(`--engine is "${engine}": allowed is one of ${ENGINES.join(", ")}`);
  }
  if (file === undefined) await verifyRules(rules, id, json);
  else verifyCases(file, rules, json);
}

async function verifyRules(
  rules: typeof creditRules,
  id: (typeof ENGINES)[number],
  json: boolean | undefined,
): Promise<void> {
  const report = runVerification({
    rules,
    engines: [await openEngine({ engine: id })],
    onProgress: ({ done, total, activity }) =>
      process.stderr.write(`verify: ${done} of ${total}, ${activity}\n`),
  });
  if (json) {
    printJson({
      rules: report.rules.map(({ rule, relativeError, cosine, unbiased, variance }) => ({
        ...{ rule, relativeError, cosine, unbiased },
        variance: variance.map(({ width, layer, value }) => ({ width, layer, value })),
      })),
    });
  } else {
    print(formatVerification(report));
  }
  if (!report.holds) process.exitCode = 1;
}

function verifyCases(file: string, rules: typeof creditRules, json: boolean | undefined): void {
  const report = runCases(readJsonFile("--cases", file), file, rules);
  if (json) {
    printJson({ cases: report.cases.map(({ id, rule, maxAbsError }) => ({ id, rule, maxAbsError })) });
  } else {
    print(formatCases(report));
  }
  if (!report.holds) process.exitCode = 1;
}
