import type { NativeBackend } from "../engine/tf/native-addon.js";
import type { PlannedEngine } from "./planned-engine.js";

/** What a choice of engine depends on. */
export interface EngineWork {
  /** Networks that are trained as one. */
  readonly replicas: number;
  /** Samples that one update of each learns from. */
  readonly rows: number;
  /** Units of the hidden layers, bottom to top, of each network. */
  readonly networks: readonly (readonly number[])[];
  /** Whether eligibility traces are kept, which are as large as rows × weights. */
  readonly traces: boolean;
  /** That TensorFlow may use for one worker. */
  readonly threads: number;
}

/** From which size on TensorFlow's library is faster than wasm. */
export interface NativeFrom {
  /** Of the largest layer, at least so many. */
  readonly weights: number;
  /** Rows × weights of the largest layer, at least so many; of replicas a share of that. */
  readonly size: number;
}

/**
 * With one thread, with more, and on a GPU, of which nothing was measured. Source: the part "engine-choice" of
 * `creditgym bench`, whose figures are in docs/performance.md. Small layers stay on wasm whatever the rows.
 */
export const NATIVE_FROM = {
  oneThread: { weights: 2 ** 16, size: 6e7 },
  threads: { weights: 2 ** 18, size: 6e7 },
  gpu: { weights: 2 ** 16, size: 2.4e8 },
} as const satisfies Readonly<Record<string, NativeFrom>>;

/**
 * The share of `size` that is left where calls cost nothing, as many replicas share them. It is not 0: each replica
 * has weights of its own, which take their time however few its rows. Source: as above, with one thread.
 */
const CALLS_APART = 0.4;

/**
 * What `--engine auto` stands for: TensorFlow's native library where there is one and the work is so large that the
 * library was measured to be faster at it, else wasm. Weights between two hidden layers count: those of the first layer
 * are a matter of the environment, those of the last are few.
 *
 * @param findNative the library that there is; called only where the work is large enough for any
 */
export function chooseEngine(
  { replicas, rows, networks, traces, threads }: EngineWork,
  findNative: () => NativeBackend | undefined,
): PlannedEngine {
  const weights = Math.max(0, ...networks.flatMap((hidden) => hidden.slice(1).map((n, k) => n * hidden[k]!)));
  const share = CALLS_APART + (1 - CALLS_APART) / replicas;
  const isFor = (from: NativeFrom): boolean => weights >= from.weights && rows * weights >= share * from.size;
  const cpu = threads > 1 ? NATIVE_FROM.threads : NATIVE_FROM.oneThread;
  if (traces || !(isFor(cpu) || isFor(NATIVE_FROM.gpu))) return { engine: "wasm" };
  const native = findNative();
  if (native === undefined || !isFor(native.gpu ? NATIVE_FROM.gpu : cpu)) return { engine: "wasm" };
  return { engine: "tf", backend: native.backend };
}
