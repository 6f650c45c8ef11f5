/** Base of every error that a user of this package can cause. */
export class GymnasiumError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The bridge to Python failed, not the environment: the same call on a new connection may succeed. */
export abstract class BridgeFailure extends GymnasiumError {}

/** How a value reads in an error message. */
function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return `${value}`;
  if (ArrayBuffer.isView(value) && "join" in value) {
    return `[${(value as unknown as { join(separator: string): string }).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    try {
      return JSON.stringify(value);
    } catch {
      return String(value);
    }
  }
  return String(value);
}

/** A seed that is not an integer ≥ 0, or seeds of a space's parts that do not fit it. */
export class InvalidSeedError extends GymnasiumError {
  constructor(
    readonly seed: unknown,
    readonly allowed = "an integer ≥ 0 (a bigint beyond 2^53 − 1)",
  ) {
    super(`seed: ${show(seed)} is not allowed; use ${allowed}.`);
  }
}

/** A parameter with a value that is not allowed. */
export class InvalidArgumentError extends GymnasiumError {
  constructor(
    readonly argument: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`${argument}: ${show(value)} is not allowed; use ${allowed}.`);
  }
}

/** A space that contradicts itself. */
export class InvalidSpaceError extends GymnasiumError {
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly allowed: string,
  ) {
    super(`${field}: ${show(value)} is not allowed; use ${allowed}.`);
  }
}

/** An action outside the action space. Nothing was stepped. */
export class InvalidActionError extends GymnasiumError {
  /** @param index the sub-environment it was meant for; undefined in a single environment. */
  constructor(
    readonly action: unknown,
    readonly allowed: string,
    readonly index?: number,
  ) {
    const where = index === undefined ? "action" : `action of sub-environment ${index}`;
    super(`${where}: ${show(action)} is not in ${allowed}.`);
  }
}

/** A batch of actions of the wrong length. Nothing was stepped. */
export class ActionBatchSizeError extends GymnasiumError {
  constructor(
    readonly length: number,
    readonly expected: number,
  ) {
    super(`actions: ${length} entries were given; ${expected} are expected, in C order.`);
  }
}

/** An environment returned something that its callers cannot use. */
export class InvalidResultError extends GymnasiumError {
  /** @param index the sub-environment; undefined in a single environment. */
  constructor(
    readonly field: string,
    readonly value: unknown,
    readonly expected: string,
    readonly index?: number,
  ) {
    super(`its ${field} is ${show(value)}; expected is ${expected}.`);
  }
}

/** A step (or another use) of an environment that was never reset. */
export class ResetNeededError extends GymnasiumError {
  constructor(readonly operation: string) {
    super(`${operation}: the environment has not been reset yet; call reset() first.`);
  }
}

/** A step of sub-environments that ended and do not begin again by themselves. Nothing was stepped. */
export class EpisodeOverError extends GymnasiumError {
  constructor(readonly indices: readonly number[]) {
    const which = indices.length === 1 ? "sub-environment" : "sub-environments";
    super(`step: the episode of ${which} ${indices.join(", ")} is over; call reset({ mask }) first.`);
  }
}

/** Use of an environment after close(). */
export class ClosedEnvironmentError extends GymnasiumError {
  constructor(readonly operation: string) {
    super(`${operation}: the environment is closed; make a new one.`);
  }
}

/** Bytes that `restore` cannot take. */
export class InvalidStateError extends GymnasiumError {
  constructor(
    readonly of: string,
    readonly value: string,
    readonly allowed: string,
  ) {
    super(`state of ${of}: ${value} cannot be restored; it takes ${allowed}.`);
  }
}

/** An id that the registry does not know. */
export class UnknownEnvironmentError extends GymnasiumError {
  /**
   * @param nearest the registered id that may be meant, if any.
   * @param hint what to do instead, as the end of the sentence.
   */
  constructor(
    readonly id: string,
    readonly nearest: string | undefined,
    hint: string,
  ) {
    super(`environment id: ${id} is not registered; ${hint}`);
  }
}

/** An older version of an environment than there is. */
export class DeprecatedEnvironmentError extends UnknownEnvironmentError {
  constructor(id: string, newest: string) {
    super(id, newest, `this version is deprecated: use ${newest}.`);
  }
}

/** An id whose namespace no registered environment has. */
export class UnknownNamespaceError extends UnknownEnvironmentError {
  constructor(
    id: string,
    readonly namespace: string,
    nearest: string | undefined,
  ) {
    const hint =
      nearest === undefined
        ? `nothing is in the namespace ${namespace}: import the package that registers it first.`
        : `did you mean the namespace ${nearest}?`;
    super(id, undefined, hint);
  }
}

/** A trajectory file that cannot be replayed. */
export class TrajectoryError extends GymnasiumError {
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`trajectory file, ${field}: ${problem}.`);
  }
}
