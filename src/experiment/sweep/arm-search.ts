import type { TrialRecord } from "../trial.js";
import { candidateAgent } from "./candidate-agent.js";
import { edgeOf, isFactor } from "./dimension.js";
import type { ArmSearch, CandidateResult, Edge, SearchedArm } from "./sweep-results.js";

/**
 * What the search for an arm's settings found.
 * @param trials of the search for the arm, by candidate and then by seed
 */
export function armSearchOf(arm: SearchedArm, trials: readonly TrialRecord[]): ArmSearch {
  const { env, rule, sweep, agent } = arm;
  const { measure, seeds, candidates, space } = sweep;
  const results = candidates.map((changes, k): CandidateResult => {
    const own = trials.slice(k * seeds.length, (k + 1) * seeds.length);
    const scores = own.map((trial) => (trial.status === "done" ? (trial[measure] ?? null) : null));
    const isWhole = scores.every((score) => score !== null);
    const mean = isWhole ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
    return { changes, scores, mean };
  });
  const best = Math.max(...results.map(({ mean }) => mean ?? Number.NEGATIVE_INFINITY));
  const chosen = Math.max(
    0,
    results.findIndex(({ mean }) => mean === best),
  );
  const factors = Object.keys(space).filter((path) => isFactor(space[path]!));
  const failures = trials.filter(({ status }) => status === "failed");
  const edges = Object.entries(candidates[chosen]!).flatMap(([path, value]): Edge[] => {
    const end = edgeOf(space[path]!, value);
    return end === undefined ? [] : [{ path, value: value as number, end }];
  });
  return {
    ...{ env, rule, measure, seeds, factors },
    steps: trials.reduce((sum, { steps }) => sum + steps, 0),
    failed: failures.length,
    ...(failures.length > 0 && { failure: failures[0]!.error ?? "it failed without saying why" }),
    ...{ candidates: results, chosen, edges },
    agent: candidateAgent(agent, space, candidates[chosen]!),
  };
}
