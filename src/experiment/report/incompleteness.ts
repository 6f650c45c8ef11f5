import type { TrialOnDisk } from "../store/read-run.js";
import { count } from "./words.js";

const nameOf = ({ arm, seed }: TrialOnDisk): string => `${arm.env}, ${arm.rule}, seed ${seed}`;

/** Most trials that are named: the table of all trials has the rest. */
const MOST_NAMED = 20;

/** What is not in the figures and tables, and why: a sentence each; none where every trial is done. */
export function missingNotes(trials: readonly TrialOnDisk[]): string[] {
  const failed = trials.filter(({ status }) => status?.status === "failed");
  const running = trials.filter(({ status }) => status?.status === "running");
  const interrupted = trials.filter(({ status }) => status?.status === "interrupted");
  const notBegun = trials.filter(({ status }) => status === undefined);
  const empty = trials.filter(({ status }) => status?.status === "done" && status.averageReturn === null);
  const notes = [
    ...failed
      .slice(0, MOST_NAMED)
      .map((trial) => `Failed: ${nameOf(trial)}: ${trial.status!.error ?? "it did not say why"}`),
    ...named("Has not ended (it is running, or its process was killed)", running),
    ...named("Interrupted", interrupted, ({ status }) => `, after ${count(status!.episodes, "episode")}`),
    ...named("Done without a completed episode", empty),
  ];
  if (failed.length > MOST_NAMED)
    notes.push(`Failed, besides: ${count(failed.length - MOST_NAMED, "trial")}`);
  if (notBegun.length > 0) notes.push(`Not begun: ${count(notBegun.length, "trial")}`);
  return notes;
}

function named(
  what: string,
  trials: readonly TrialOnDisk[],
  more: (trial: TrialOnDisk) => string = () => "",
): string[] {
  if (trials.length > MOST_NAMED) return [`${what}: ${count(trials.length, "trial")}`];
  return trials.map((trial) => `${what}: ${nameOf(trial)}${more(trial)}`);
}
