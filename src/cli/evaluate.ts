import { UsageError } from "../errors/usage-error.js";
import { type Evaluation, evaluateTrial } from "../evaluate/evaluation.js";
import { evaluationTable } from "../evaluate/evaluation-table.js";
import { renderModeFor } from "../evaluate/picture.js";
import type { Recording } from "../evaluate/recording/recording.js";
import { findTrials, type SavedRun } from "../evaluate/saved-run.js";
import type { Screen } from "../evaluate/screen.js";
import { together } from "../evaluate/spectate.js";
import { packageVersion } from "../experiment/package-info.js";
import { seedNumber, wholeNumber } from "./flags.js";
import { onInterrupt } from "./interrupt.js";
import { print, printJson } from "./print.js";

export interface EvaluateOptions {
  readonly env?: readonly string[];
  readonly rule?: readonly string[];
  readonly trialSeed?: readonly string[];
  readonly episodes?: string;
  readonly seed?: string;
  readonly maxSteps?: string;
  readonly greedy?: boolean;
  readonly watch?: boolean;
  readonly record?: string;
  readonly json?: boolean;
}

const MOST_EPISODES = 1e6;
const MOST_STEPS = 1e9;

/** `creditgym evaluate` */
export async function evaluate(directory: string, options: EvaluateOptions): Promise<void> {
  const playing = {
    episodes: wholeNumber("--episodes", options.episodes ?? "10", 1, MOST_EPISODES),
    seed: seedNumber("--seed", options.seed ?? "1"),
    maxSteps: wholeNumber("--max-steps", options.maxSteps ?? "10000", 1, MOST_STEPS),
    greedy: options.greedy ?? false,
  };
  const run = findTrials(directory, {
    ...(options.env && { envs: options.env }),
    ...(options.rule && { rules: options.rule }),
    ...(options.trialSeed && {
      seeds: options.trialSeed.map((seed) => seedNumber("--trial-seed", seed)),
    }),
  });
  const recording = await recordingOf(options, run);
  const screen = options.watch ? await screenOf(options) : undefined;
  const interrupt = onInterrupt((text) => {
    screen?.close();
    process.stderr.write(text);
  });
  const { signal } = interrupt;
  const evaluations: Evaluation[] = [];
  const told = new Set<string>();
  try {
    for (const trial of run.trials) {
      if (signal.aborted) break;
      const spectators = [
        ...(recording === undefined ? [] : [recording.spectate]),
        ...(screen === undefined ? [] : [screen.spectator(trial, playing.episodes, signal)]),
      ];
      const showing = spectators.length > 0 && {
        spectate: together(spectators),
        renderMode: await renderModeFor(trial, recording?.modes ?? ["ansi", "svg", "rgb_array"]),
      };
      evaluations.push(
        await evaluateTrial(trial, { ...playing, signal, ...showing, onNote: (note) => told.add(note) }),
      );
    }
  } finally {
    screen?.close();
    interrupt.dispose();
  }
  if (options.json) {
    const { seed, greedy } = playing;
    printJson({ version: packageVersion(), folder: run.folder, seed, greedy, evaluations });
  } else {
    print(evaluationTable(evaluations));
  }
  if (recording !== undefined) process.stderr.write(`${recording.write()}\n`);
  for (const note of [...told, ...notes(run, evaluations, playing.maxSteps)])
    process.stderr.write(`${note}\n`);
  if (signal.aborted) process.exitCode = 130;
  else if (evaluations.some(({ status }) => status === "failed")) process.exitCode = 1;
}

/** @throws {UsageError} without a terminal to show episodes in */
async function screenOf({ json }: EvaluateOptions): Promise<Screen> {
  if (json) throw new UsageError("--watch and --json are both given: allowed is one of the two");
  if (!process.stdout.isTTY) {
    throw new UsageError(
      "--watch is given, but standard output is no terminal: allowed is in a terminal only",
    );
  }
  const { Screen } = await import("../evaluate/screen.js");
  return new Screen(process.stdout);
}

/** Where to record to, checked before anything is played. @throws {UsageError} */
async function recordingOf(
  { record }: EvaluateOptions,
  { trials }: SavedRun,
): Promise<Recording | undefined> {
  if (record === undefined) return undefined;
  const { Recording } = await import("../evaluate/recording/recording.js");
  return new Recording(record, trials.length);
}

/** What the table does not tell, a sentence each. */
function notes(run: SavedRun, evaluations: readonly Evaluation[], maxSteps: number): string[] {
  const all = run.missing.map((trial) => `not evaluated: ${trial} has no checkpoint`);
  for (const { env, rule, seed, training, status, error, cut } of evaluations) {
    const name = `${env}, ${rule}, seed ${seed}`;
    if (training !== "done")
      all.push(`not trained to the end: ${name} (${training}); its last checkpoint was used`);
    if (status === "failed") all.push(`failed: ${name}: ${error}`);
    if (cut > 0)
      all.push(`cut after ${maxSteps} steps: ${name}, episodes ${cut} (--max-steps sets the limit)`);
  }
  return all;
}
