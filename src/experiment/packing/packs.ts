import { commonSettings } from "../../../agents/replica-settings.js";
import type { Plan } from "../plan.js";
import { candidateAgent } from "../sweep/candidate-agent.js";
import { type SearchedArm, searchedArms } from "../sweep/sweep-results.js";
import type { TrialTask } from "../trial.js";
import { unpackable } from "./unpackable.js";

/** Which trials are not packed, or not all with each other, with the reason: a sentence for each arm and search. */
export function packingNotes({ arms, diagnostics }: Pick<Plan, "arms" | "diagnostics">): string[] {
  const separate = arms.flatMap((arm) => {
    const why = unpackable({ ...arm, diagnostics });
    // Nothing is measured in a search.
    const whose =
      arm.sweep !== undefined && unpackable(arm) === undefined ? "the comparison's trials" : "trials";
    return why === undefined
      ? []
      : [`--replicas: ${whose} of ${arm.env}, ${arm.rule} run separately, as ${why}.`];
  });
  return [...separate, ...searchedArms({ arms }).flatMap(searchNote)];
}

function searchNote(arm: SearchedArm): string[] {
  if (unpackable(arm) !== undefined) return [];
  const { env, rule, agent, sweep } = arm;
  const kinds = new Set(
    sweep.candidates.map((candidate) => commonSettings(candidateAgent(agent, sweep.space, candidate))),
  );
  if (kinds.size === 1) return [];
  return [
    `--replicas: the search for ${env}, ${rule} packs its ${sweep.candidates.length} settings in ${kinds.size} groups, as ` +
      "they differ in more than numbers that each replica can have of its own.",
  ];
}

/**
 * Which trials run as one: up to `replicas` in their order, of those that are of one environment and rule and differ
 * only in what each replica has of its own: the seed, rates and other numbers (`commonSettings`).
 *
 * @returns positions in `tasks`
 */
export function packs(tasks: readonly TrialTask[], replicas: number): number[][] {
  if (replicas === 1) return tasks.map((_, k) => [k]);
  const all: number[][] = [];
  const open = new Map<string, number[]>();
  tasks.forEach((task, k) => {
    const { env, rule, batch, agent, engine, backend } = task;
    const key = JSON.stringify([env, rule, batch, commonSettings(agent), engine, backend]);
    const pack = open.get(key);
    if (unpackable(task) === undefined && pack !== undefined && pack.length < replicas) {
      pack.push(k);
      return;
    }
    const begun = [k];
    all.push(begun);
    open.set(key, begun);
  });
  return all;
}
