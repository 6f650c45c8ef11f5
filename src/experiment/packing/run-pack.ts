import type { TrialProgress, TrialRecord, TrialTask } from "../trial.js";
import { runTrial, type TrialOptions } from "../trial.js";
import { Cohort } from "./cohort.js";
import { PackPace } from "./pack-pace.js";
import { Seat } from "./seat.js";

export interface PackOptions extends Pick<TrialOptions, "stop" | "patience"> {
  readonly onProgress?: (index: number, progress: TrialProgress) => void;
}

/**
 * Trains the networks of several trials as replicas of one, and keeps of each what {@link runTrial} keeps, which it equals. Of trials that are taken up, those that stand at the same step go on together.
 *
 * @param tasks that may be packed together (`packs`)
 * @throws {StorageError} when the files of one cannot be written; the others are stopped
 */
export async function runPack(tasks: readonly TrialTask[], options: PackOptions): Promise<TrialRecord[]> {
  const pack = new Pack(tasks);
  let isBroken = false;
  const stop = {
    get requested() {
      return isBroken || options.stop.requested;
    },
  };
  const ended = await Promise.allSettled(
    pack.seats.map(async (seat, k) => {
      try {
        return await runTrial(seat.task, {
          ...{ stop, seat, patience: options.patience },
          onProgress: (progress) => options.onProgress?.(k, progress),
        });
      } catch (error) {
        isBroken = true;
        throw error;
      } finally {
        seat.leave();
      }
    }),
  );
  pack.dispose();
  return ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** Waits until all trials are to take their first step, and then lets those that stand at the same step go together. */
class Pack {
  readonly seats: readonly Seat[];
  readonly #pace = new PackPace();
  #cohorts: readonly Cohort[] | undefined;

  constructor(tasks: readonly TrialTask[]) {
    this.seats = tasks.map((task) => new Seat(task, this.#pace.forTrial(), this));
  }

  arrived({ cohort }: Seat): void {
    if (cohort === undefined) this.#begin();
    else cohort.arrived();
  }

  left({ cohort }: Seat): void {
    if (cohort === undefined) this.#begin();
    else cohort.left();
  }

  dispose(): void {
    for (const cohort of this.#cohorts ?? []) cohort.dispose();
  }

  #begin(): void {
    const isWaiting = this.seats.some(({ turn, hasLeft }) => turn === undefined && !hasLeft);
    if (isWaiting || this.#cohorts !== undefined) return;
    const together = new Map<string, Seat[]>();
    this.seats.forEach((seat, k) => {
      if (seat.turn === undefined) return;
      const key = standing(seat) ?? String(k);
      together.set(key, [...(together.get(key) ?? []), seat]);
    });
    this.#cohorts = [...together.values()].map((seats) => new Cohort(seats, this.#pace));
    for (const cohort of this.#cohorts) void cohort.begin();
  }
}

/** What trials must have in common to go together. Undefined for one that goes alone. */
function standing({ task, turn, saved, isAbandoned }: Seat): string | undefined {
  const { observationSpace, actionSpace, autoresetMode } = turn!.env;
  // Its updates do not go on like those of others, nor do those in environments with steps of no account.
  if (isAbandoned || autoresetMode === "next-step") return undefined;
  const { step, actorUpdates, criticUpdates } = saved?.metadata ?? { step: 0 };
  // Of these each replica takes its own updates, of whole episodes when its own end.
  const isApart = ["return", "batch-return", "label"].includes(task.agent.feedback);
  const updates = isApart ? [criticUpdates] : [actorUpdates, criticUpdates];
  return JSON.stringify([step, updates, String(observationSpace), String(actionSpace)]);
}
