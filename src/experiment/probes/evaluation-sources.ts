import type { PlannedEvaluation } from "../definition.js";
import type { EnvironmentSource } from "../environments.js";

/** An environment that is evaluated in, and the evaluation's name; the first has none. */
export interface EvaluationSource {
  readonly name: string | undefined;
  readonly source: EnvironmentSource;
}

/** The environments of an evaluation: the trial's own but for the arguments that the settings replace. */
export function evaluationSources(
  source: EnvironmentSource,
  { kwargs, also }: Pick<PlannedEvaluation, "kwargs" | "also">,
): readonly [EvaluationSource, ...EvaluationSource[]] {
  const others = Object.entries(also ?? {}).map(([name, own]) => ({ name, source: replaced(source, own) }));
  return [{ name: undefined, source: replaced(source, kwargs) }, ...others];
}

function replaced(
  source: EnvironmentSource,
  kwargs: Readonly<Record<string, unknown>> | undefined,
): EnvironmentSource {
  return kwargs === undefined ? source : { ...source, kwargs: { ...source.kwargs, ...kwargs } };
}
