const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/**
 * An environment threw, its promise was rejected, or it answered with something no agent can learn
 * from (a wrong shape, NaN). `cause` holds the original error.
 */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
  /** The environment's id. */
  readonly environment: string;
  /** The sub-environment's index, where known. */
  readonly environmentIndex: number | undefined;
  /** The vector step that failed: 0 is the reset, 1 the first step. */
  readonly step: number;

  constructor(environment: string, environmentIndex: number | undefined, step: number, cause: unknown) {
    const which = environmentIndex === undefined ? "" : ` (sub-environment ${environmentIndex})`;
    const when = step === 0 ? "on reset" : `at step ${step}`;
    super(`${environment}${which} failed ${when}: ${reason(cause)}`, { cause });
    this.environment = environment;
    this.environmentIndex = environmentIndex;
    this.step = step;
  }
}

/** An agent threw while acting or learning. `cause` holds the original error. */
export class AgentError extends Error {
  override readonly name = "AgentError";
  /** The id of the environment it was in. */
  readonly environment: string;
  readonly stage: "act" | "learn";
  /** The vector step it failed in, 1 for the first. */
  readonly step: number;

  constructor(environment: string, stage: "act" | "learn", step: number, cause: unknown) {
    super(`The agent failed to ${stage} at step ${step} of ${environment}: ${reason(cause)}`, { cause });
    this.environment = environment;
    this.stage = stage;
    this.step = step;
  }
}

/**
 * The sub-environment that an error names in its own `environmentIndex` or `index`, or 0 when there
 * is no other.
 */
export function environmentIndexOf(cause: unknown, numEnvs: number): number | undefined {
  if (numEnvs === 1) return 0;
  if (!(cause instanceof Error)) return undefined;
  const { environmentIndex, index } = cause as { environmentIndex?: unknown; index?: unknown };
  const named = environmentIndex ?? index;
  return typeof named === "number" && named >= 0 && named < numEnvs ? named : undefined;
}
