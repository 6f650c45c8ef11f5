import { nearest } from "gymnasium-js";
import { probeBackend } from "../addon/probe-backend.js";
import { ADVICE } from "../engine/tf/load-tensorflow.js";
import { TF_BACKENDS, type TfBackend } from "../engine/tf/tf-backend.js";
import { didYouMean, show, UsageError } from "../errors/usage-error.js";
import { aligned, print, printJson } from "./print.js";

interface EngineEntry {
  readonly id: string;
  readonly available: boolean;
  readonly precision: "float32" | "float64";
  /** Most threads that one worker computes with. */
  readonly threads: number | null;
  readonly device: string | null;
  readonly summary: string;
  /** Of tf: in the order of preference. */
  readonly backends?: readonly BackendEntry[];
}

interface BackendEntry {
  readonly id: TfBackend;
  readonly available: boolean;
  readonly version: string | null;
  /** Of the TensorFlow library beneath. */
  readonly tensorflow: string | null;
  readonly device: string | null;
  readonly threads: number | null;
  readonly folder: string | null;
  /** Why it is not available, and what to run. */
  readonly problem: string | null;
  readonly advice: string | null;
}

/**
 * `creditgym engines`
 *
 * @param word what stands after it without being one of its commands
 * @throws {UsageError} where something does
 */
export async function engines(
  { json }: { readonly json?: boolean },
  word: string | undefined,
  commands: readonly string[],
): Promise<void> {
  if (word !== undefined) {
    throw new UsageError(
      `engines is followed by ${show(word)}: allowed is nothing, or ${commands.join(" or ")}${didYouMean(nearest(word, commands))}`,
    );
  }
  const backends = await Promise.all(TF_BACKENDS.map(probed));
  const best = backends.find(({ available }) => available);
  const neutral = { available: true, threads: 1, device: "CPU" } as const;
  const entries: readonly EngineEntry[] = [
    {
      id: "wasm",
      ...neutral,
      precision: "float32",
      summary: "WebAssembly with 128-bit vectors; nothing to install",
    },
    {
      id: "reference",
      ...neutral,
      precision: "float64",
      summary: "plain TypeScript; the specification, slow",
    },
    {
      id: "tf",
      available: best !== undefined,
      precision: "float32",
      threads: best?.threads ?? null,
      device: best?.device ?? null,
      summary: `TensorFlow.js, for GPUs and many rows; ${best === undefined ? "no backend" : `on ${best.id}`}`,
      backends,
    },
  ];
  if (json) printJson(entries);
  else
    print(
      `${enginesTable(entries)}\n\nBackends of tf, the first available is taken:\n${backendsTable(backends)}`,
    );
}

async function probed(id: TfBackend): Promise<BackendEntry> {
  const nothing = { version: null, tensorflow: null, device: null, threads: null, folder: null };
  const found = await probeBackend(id);
  if ("problem" in found) {
    // The loader's sentence ends with what to run.
    const problem = found.problem.replace(`; ${ADVICE[id]}`, "");
    return { id, available: false, ...nothing, problem, advice: ADVICE[id] };
  }
  const { version, tensorflow = null, device, threads, folder } = found;
  return { id, available: true, version, tensorflow, device, threads, folder, problem: null, advice: null };
}

function enginesTable(entries: readonly EngineEntry[]): string {
  return aligned(
    entries.map(({ id, available, precision, device, threads, summary }) => [
      id,
      available ? "available" : "missing",
      precision,
      device ?? "",
      threadsText(threads),
      summary,
    ]),
  );
}

function backendsTable(backends: readonly BackendEntry[]): string {
  return aligned(
    backends.map((backend) =>
      backend.available
        ? [
            backend.id,
            "available",
            versionText(backend),
            `${backend.device}, ${threadsText(backend.threads)}`,
          ]
        : [backend.id, "missing", "", `${backend.problem?.replace(`${backend.id} `, "")}: ${backend.advice}`],
    ),
  );
}

function versionText({ version, tensorflow }: BackendEntry): string {
  return tensorflow === null ? `${version}` : `${version}, TensorFlow ${tensorflow}`;
}

function threadsText(threads: number | null): string {
  if (threads === null) return "";
  return threads === 1 ? "1 thread" : `${threads} threads`;
}
