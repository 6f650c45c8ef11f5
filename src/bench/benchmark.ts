/** What a benchmark measured: a figure, and the same figure of named others in the same run. */
export interface BenchmarkResult {
  readonly name: string;
  readonly unit: string;
  /** Median over the rounds. */
  readonly value: number;
  readonly against: readonly {
    readonly name: string;
    readonly value: number;
    /** Median over the rounds of (this round's value ÷ the other's value in the same round). */
    readonly ratio: number;
  }[];
}

/** Something whose rate can be measured again and again. */
export interface Contender {
  readonly name: string;
  /** Runs once and returns the figure, in the benchmark's unit. */
  measure(): number | Promise<number>;
}

const DEFAULT_ROUNDS = 7;

/**
 * Measures the contenders in turn, round after round, so that a machine whose speed drifts drifts for
 * all of them alike. One round comes first that does not count.
 */
export async function compareContenders(
  name: string,
  unit: string,
  subject: Contender,
  others: readonly Contender[],
  rounds = DEFAULT_ROUNDS,
): Promise<BenchmarkResult> {
  const values = await measureInTurn([subject, ...others], rounds);
  return resultOf(
    name,
    unit,
    { name: subject.name, values: values[0] },
    others.map((other, k) => ({ name: other.name, values: values[k + 1] })),
  );
}

/** What someone measured, round by round. */
export interface Measurements {
  readonly name: string;
  readonly values: readonly number[];
}

/** What contenders came to in each round; one round comes first that does not count. */
export async function measureInTurn(
  contenders: readonly Contender[],
  rounds = DEFAULT_ROUNDS,
): Promise<readonly (readonly number[])[]> {
  const values = contenders.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [k, contender] of contenders.entries()) {
      const value = await contender.measure();
      if (round > 0) values[k].push(value);
    }
  }
  return values;
}

/** One of those that were measured, held against others. */
export function resultOf(
  name: string,
  unit: string,
  subject: Measurements,
  others: readonly Measurements[],
): BenchmarkResult {
  return {
    name,
    unit,
    value: median(subject.values),
    against: others.map((other) => ({
      name: other.name,
      value: median(other.values),
      ratio: median(subject.values.map((value, round) => value / other.values[round])),
    })),
  };
}

/** Calls of `step` per second over `count` calls. */
export function rateOf(count: number, step: () => void): number {
  const start = performance.now();
  for (let k = 0; k < count; k++) step();
  return (1000 * count) / (performance.now() - start);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
