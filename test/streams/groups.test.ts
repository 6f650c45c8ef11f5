import { setTimeout as pause } from "node:timers/promises";
import type { VectorEnv, VectorReset, VectorResetOptions, VectorStep } from "gymnasium-js";
import { take } from "rxjs";
import { describe, expect, it } from "vitest";
import {
  budget,
  type Emission,
  EpisodeTracker,
  episodes,
  interact,
  policy,
  snapshot,
} from "../../src/streams/index.js";
import { CountingEnv, type CountingOptions } from "./counting-env.js";
import { gather } from "./gather.js";
import { still } from "./runs.js";
import { ThreadEnv } from "./thread-env.js";

/** Environments that answer after as many milliseconds as `delays` says, one after the other; 0 for none. */
function late(options: CountingOptions, delays: readonly number[]): CountingEnv {
  const env = new CountingEnv(options);
  const step = env.step.bind(env);
  let asked = 0;
  env.step = async (actions) => {
    await pause(delays[asked++ % delays.length]);
    return step(actions);
  };
  return env;
}

const fails =
  (at: number, cause: unknown): CountingOptions["tamper"] =>
  (_result, step) => {
    if (step === at) throw cause;
  };

describe("interact with groups", () => {
  it.each([false, true])(
    "keeps all groups under way and takes them in turn (promises: %s)",
    async (asynchronous) => {
      const log: string[] = [];
      const env = (name: string): VectorEnv =>
        new CountingEnv({ lengths: [9], asynchronous, tamper: (_, step) => log.push(`step ${name}${step}`) });
      const agent = {
        ...still,
        act: (_observations: unknown, _actions: unknown, group?: number) => log.push(`act ${group}`),
        learn: ({ group }: { group?: number }) => log.push(`learn ${group}`),
      } as never;
      await gather(interact([env("A"), env("B")], agent).pipe(take(3)));
      expect(log).toEqual([
        ...["act 0", "step A1", "act 1", "step B1"],
        ...["learn 0", "act 0", "step A2"],
        ...["learn 1", "act 1", "step B2"],
        "learn 0",
      ]);
    },
  );

  it("learns from one group while another thread steps the other", async () => {
    const envs = [new ThreadEnv(), new ThreadEnv()];
    envs[0]!.releaseFirst();
    const met: boolean[] = [];
    // A step of one group ends only within the learning from the other's, which waits for its begin.
    const agent = {
      ...still,
      learn: ({ group = 0 }) => {
        met.push(envs[1 - group]!.meet());
      },
    };
    const steps = await gather(interact(envs, agent).pipe(snapshot(), take(20)));
    await Promise.all(envs.map((env) => env.close()));
    expect(met).toEqual(new Array(20).fill(true));
    expect(envs.map(({ impatient }) => impatient)).toEqual([0, 0]);
    expect(steps.map(({ nextObservations }) => nextObservations[0])).toEqual(
      steps.map((_, k) => 1 + Math.floor(k / 2)),
    );
  });

  it("gives the same emissions whichever group answers first", async () => {
    const run = async (...delays: (readonly number[] | undefined)[]): Promise<Emission[]> => {
      const envs = delays.map((delay, g) => {
        const options = { lengths: [2 + g, 3], resetTransitions: true };
        return delay === undefined ? new CountingEnv(options) : late(options, delay);
      });
      return gather(interact(envs, still, { seed: 4 }).pipe(snapshot(), take(30)));
    };
    const plain = await run(undefined, undefined);
    expect(await run([0, 3], [2, 0, 1])).toEqual(plain);
    expect(await run([3], undefined)).toEqual(plain);
    expect(plain.map(({ group }) => group)).toEqual(plain.map((_, k) => k % 2));
    expect(plain.map(({ step }) => step)).toEqual(plain.map((_, k) => k + 1));
    let transitions = 0;
    for (const emission of plain) {
      transitions += emission.valid[0]! + emission.valid[1]!;
      expect(emission.transitions).toBe(transitions);
    }
  });

  it("is for one group what it is for one environment", async () => {
    const env = (): VectorEnv => new CountingEnv({ lengths: [2, 3] });
    const run = (one: VectorEnv | readonly VectorEnv[]): Promise<Emission[]> =>
      gather(interact(one, still, { seed: 2 }).pipe(snapshot(), take(12)));
    const expected = await run(env());
    expect(await run([env()])).toEqual(expected);
    expect(expected[0]!.group).toBe(0);
    const from = { step: 5, transitions: 9, nextObservations: new Float32Array(4) };
    const [next] = await gather(interact([env()], still, { from }).pipe(snapshot(), take(1)));
    expect(next).toMatchObject({ step: 6, transitions: 11, group: 0 });
  });

  it.each<[string, VectorResetOptions["seed"], unknown[]]>([
    ["no seed", undefined, [undefined, undefined, undefined]],
    ["an integer", 10, [10, 12, 14]],
    ["a big integer", 10n, [10n, 12n, 14n]],
    ["an integer near 2^53", 2 ** 53 - 3, [2 ** 53 - 3, 2 ** 53 - 1, 2n ** 53n + 1n]],
    [
      "a list",
      [1, 2, null, 4, 5n, 6],
      [
        [1, 2],
        [null, 4],
        [5n, 6],
      ],
    ],
  ])("cuts %s into each group's own", async (_what, seed, expected) => {
    const seeds: unknown[] = [];
    const envs = [0, 1, 2].map(() => {
      const env = new CountingEnv({ lengths: [3, 3] });
      const reset = env.reset.bind(env);
      env.reset = (options: VectorResetOptions = {}): VectorReset | Promise<VectorReset> => {
        seeds.push(options.seed);
        return reset();
      };
      return env;
    });
    await gather(interact(envs, still, { seed }).pipe(take(1)));
    expect(seeds).toEqual(expected);
  });

  it("counts sub-environments over all groups in episodes, and keeps to a budget", async () => {
    const envs = (): VectorEnv[] => [2, 3].map((length) => new CountingEnv({ lengths: [length, 9] }));
    const tracker = new EpisodeTracker();
    const first = interact(envs(), still).pipe(budget({ steps: 23 }), snapshot());
    const ended = await gather(first.pipe(episodes({ tracker })));
    expect(ended.map(({ environmentIndex, length, step }) => [environmentIndex, length, step])).toEqual([
      [0, 2, 3],
      [2, 3, 6],
      [0, 2, 7],
      [0, 2, 11],
      [2, 3, 12],
    ]);
    const state = JSON.parse(JSON.stringify(tracker.state()));
    expect(state).toEqual({
      episodes: 5,
      transitions: 23,
      returns: [0, 21, 0, 15],
      lengths: [0, 6, 0, 5],
      groups: 2,
    });
    const again = new EpisodeTracker();
    again.restore(state);
    expect(again.state()).toEqual(state);
    const wider = interact(new CountingEnv({ lengths: [1, 1, 1, 1] }), still);
    await expect(gather(wider.pipe(take(1), episodes({ tracker: again })))).rejects.toThrow(
      "Was following 2 sub-environments and was given 4.",
    );
  });

  it("reports the failure of a group in its turn, by its index among all", async () => {
    const cause = Object.assign(new Error("the pole broke"), { environmentIndex: 1 });
    const envs = [
      late({ lengths: [9, 9] }, [4]),
      new CountingEnv({ lengths: [9, 9], asynchronous: true, tamper: fails(3, cause) }),
    ];
    const step = envs[1]!.step.bind(envs[1]);
    envs[1]!.step = async (actions): Promise<VectorStep> => step(actions);
    const seen: number[] = [];
    const learning = { ...still, learn: ({ group = 0 }) => void seen.push(group) };
    const run = gather(interact(envs, learning));
    await expect(run).rejects.toMatchObject({ environmentIndex: 3, step: 6, cause });
    expect(seen).toEqual([0, 1, 0, 1, 0]);
    await expect(run).rejects.toThrow("Counting-v0 (sub-environment 3) failed at step 6: the pole broke");
  });

  it.each(["one fails", "it is unsubscribed", "it is done"])(
    "leaves nothing unhandled when %s",
    async (end) => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown): void => void unhandled.push(reason);
      process.on("unhandledRejection", note);
      const broken = (env: CountingEnv, at: number, delay: number): CountingEnv => {
        const step = env.step.bind(env);
        env.step = async (actions) => {
          const result = await step(actions);
          await pause(delay);
          if (env.steps >= at) throw new Error("gone");
          return result;
        };
        return env;
      };
      const fine = (): CountingEnv => new CountingEnv({ lengths: [9], asynchronous: true });
      const envs = [end === "one fails" ? broken(fine(), 2, 1) : fine(), broken(fine(), 2, 4)];
      const events: string[] = [];
      const until = ({ step }: Emission): boolean => end === "it is done" && step === 3;
      const subscription = interact(envs, still, { until }).subscribe({
        next: ({ step }) => {
          events.push(`${step}`);
          if (end === "it is unsubscribed" && step === 3) subscription.unsubscribe();
        },
        error: (error: Error) => events.push(error.message),
        complete: () => events.push("complete"),
      });
      await pause(40);
      process.off("unhandledRejection", note);
      expect(unhandled).toEqual([]);
      const rest = {
        "one fails": ["Counting-v0 (sub-environment 0) failed at step 3: gone"],
        "it is done": ["3", "complete"],
      };
      expect(events).toEqual(["1", "2", ...(rest[end as keyof typeof rest] ?? ["3"])]);
    },
  );

  it("reports a reset that fails, whichever group's it is", async () => {
    const envs = [0, 1].map(() => new CountingEnv({ lengths: [3] }));
    envs[1]!.reset = () => Promise.reject(new Error("no server"));
    await expect(gather(interact(envs, still))).rejects.toMatchObject({ step: 0, environmentIndex: 1 });
  });

  it("names group and step of an agent that fails", async () => {
    const envs = [0, 1].map(() => new CountingEnv({ lengths: [3] }));
    let acts = 0;
    const clumsy = policy(() => {
      if (++acts === 4) throw new Error("no");
    });
    await expect(gather(interact(envs, clumsy))).rejects.toMatchObject({ stage: "act", step: 4 });
  });

  it("refuses groups that do not go together", () => {
    const env = (...lengths: number[]): CountingEnv => new CountingEnv({ lengths });
    const one = env(2);
    expect(() => interact([], still)).toThrow("`interact` was given no environment.");
    expect(() => interact([one, one], still)).toThrow("`interact` was given one environment twice.");
    expect(() => interact([one, env(2, 2)], still)).toThrow(
      "`interact` was given 1 × Counting-v0 (Box → Discrete) and 2 × Counting-v0 (Box → Discrete), which must be",
    );
    expect(() => interact([one, env(2)], still, { seed: [1] })).toThrow(
      "`seed` has 1 entries for 2 sub-environments in 2 groups.",
    );
    expect(() => interact([one, env(2)], still, { from: { step: 1, transitions: 1 } })).toThrow(
      "`from` was given with 2 environments, and can be with one only",
    );
  });
});
