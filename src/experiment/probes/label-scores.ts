import type { EvaluatedEpisodes, EvaluationPoint, LabelScores } from "./lines.js";

/** What the first evaluation is called beside others that have names. */
const FIRST = "evaluation";

/** Scores against labels by the evaluation's name, of those in which labels were told. */
export function labelScores({ also = {}, ...first }: EvaluationPoint): Readonly<Record<string, LabelScores>> {
  const all: readonly (readonly [string, EvaluatedEpisodes])[] = [[FIRST, first], ...Object.entries(also)];
  return Object.fromEntries(
    all.flatMap(([name, { accuracy, logLoss }]) =>
      accuracy === undefined || logLoss === undefined ? [] : [[name, { accuracy, logLoss }]],
    ),
  );
}
