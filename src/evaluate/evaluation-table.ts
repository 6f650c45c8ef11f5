import { ABSENT, decimalsFor, fixed, meanStd } from "../report/numbers.js";
import { type Column, textTable } from "../report/tables.js";
import type { Evaluation } from "./evaluation.js";

const COLUMNS: readonly Column[] = [
  { header: "environment" },
  { header: "rule" },
  { header: "seed", align: "right" },
  { header: "episodes", align: "right" },
  { header: "return, mean ± std", align: "number" },
  { header: "length", align: "number" },
  { header: "return at the end of training", align: "number" },
];

/** A row a trial; decimals are common to an environment. */
export function evaluationTable(evaluations: readonly Evaluation[]): string {
  const decimals = new Map<string, number>();
  for (const { env } of evaluations) {
    const own = evaluations.filter((one) => one.env === env);
    decimals.set(
      env,
      decimalsFor(own.flatMap(({ meanReturn, finalReturn }) => [meanReturn ?? 0, finalReturn ?? 0])),
    );
  }
  return textTable(
    COLUMNS,
    evaluations.map(({ env, rule, seed, episodes, meanReturn, stdReturn, meanLength, finalReturn }) => [
      env,
      rule,
      `${seed}`,
      `${episodes}`,
      meanReturn === null ? ABSENT : meanStd(meanReturn, stdReturn!, decimals.get(env)!),
      meanLength === null ? ABSENT : fixed(meanLength, 1),
      finalReturn === null ? ABSENT : fixed(finalReturn, decimals.get(env)!),
    ]),
  );
}
