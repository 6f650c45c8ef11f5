import { Box, Discrete, MultiDiscrete } from "gymnasium-js";
import { Subject, take, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import {
  AgentError,
  budget,
  type Emission,
  EnvironmentError,
  episodes,
  interact,
  policy,
  snapshot,
} from "../../src/streams/index.js";
import { CountingEnv, type CountingOptions } from "./counting-env.js";
import { gather } from "./gather.js";

const still = policy(() => {});
const ticks = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function failure(options: CountingOptions, agent = still): Promise<unknown> {
  try {
    await gather(interact(new CountingEnv(options), agent).pipe(take(1000)));
  } catch (error) {
    return error;
  }
  throw new Error("did not fail");
}

describe("interact", () => {
  it("is cold: nothing happens before the subscription, and each subscription resets", async () => {
    const env = new CountingEnv({ lengths: [3] });
    const run = interact(env, still, { seed: 5 });
    await ticks(5);
    expect(env.resets + env.steps).toBe(0);
    await gather(run.pipe(take(2)));
    const again = await gather(run.pipe(take(2), snapshot()));
    expect(env.resets).toBe(2);
    expect(again.map(({ observations }) => [...observations])).toEqual([
      [5, 0],
      [5, 1],
    ]);
  });

  it("acts, steps, learns, emits, in this order and on the same arrays", async () => {
    const log: string[] = [];
    const env = new CountingEnv({
      lengths: [2],
      tamper: (_result, step) => {
        log.push(`step ${step}`);
      },
    });
    let learned: unknown;
    const agent = {
      ...still,
      act: () => {
        log.push("act");
      },
      learn: (transition: unknown) => {
        learned = transition;
        log.push("learn");
      },
    };
    await gather(
      interact(env, agent).pipe(
        take(2),
        tap((emission) => {
          expect(emission).toBe(learned);
          log.push(`emit ${emission.step}`);
        }),
      ),
    );
    expect(log).toEqual(["act", "step 1", "learn", "emit 1", "act", "step 2", "learn", "emit 2"]);
  });

  it("keeps the observation acted on apart from the environment's reused array", async () => {
    const seen: number[][] = [];
    const agent = policy((observations) => seen.push([...observations]));
    const run = interact(new CountingEnv({ lengths: [2, 3] }), agent).pipe(snapshot(), take(4));
    const steps = await gather(run);
    expect(steps.map(({ observations }) => [...observations])).toEqual(seen);
    expect(steps.map(({ nextObservations }) => [...nextObservations])).toEqual([
      [0, 1, 1, 1],
      [0, 0, 1, 2],
      [0, 1, 1, 0],
      [0, 0, 1, 1],
    ]);
    expect([...steps[1]!.finalObservations.subarray(0, 2)]).toEqual([0, 2]);
    expect(steps[1]!.terminated.join()).toBe("1,0");
  });

  it("counts valid transitions only", async () => {
    const env = new CountingEnv({ lengths: [2, 5], resetTransitions: true });
    const steps = await gather(interact(env, still).pipe(snapshot(), take(4)));
    expect(steps.map(({ valid }) => valid.join(""))).toEqual(["11", "11", "01", "11"]);
    expect(steps.map(({ transitions }) => transitions)).toEqual([2, 4, 5, 7]);
  });

  it("stops at once when unsubscribed within next", async () => {
    const env = new CountingEnv({ lengths: [3] });
    const seen: number[] = [];
    const subscription = interact(env, still).subscribe(({ step }) => {
      seen.push(step);
      if (step === 7) subscription.unsubscribe();
    });
    await ticks(20);
    expect(seen.length).toBe(7);
    expect(env.steps).toBe(7);
    expect(env.closed).toBe(false);
  });

  it("stops when unsubscribed from outside, which it lets happen", async () => {
    const env = new CountingEnv({ lengths: [3] });
    const subscription = interact(env, still).subscribe();
    await ticks(30);
    subscription.unsubscribe();
    const { steps } = env;
    expect(steps).toBeGreaterThan(0);
    await ticks(20);
    expect(env.steps).toBe(steps);
  });

  it("never starts when unsubscribed in the same turn", async () => {
    const env = new CountingEnv({ lengths: [3] });
    interact(env, still).subscribe().unsubscribe();
    await ticks(5);
    expect(env.steps).toBe(0);
  });

  it("completes after the emission that `until` picks", async () => {
    const until = ({ step }: Emission): boolean => step === 4;
    const env = new CountingEnv({ lengths: [3] });
    expect((await gather(interact(env, still, { until }).pipe(snapshot()))).length).toBe(4);
    expect(env.steps).toBe(4);
  });

  it("lets timers run during a long run", async () => {
    let fired = 0;
    const timer = setInterval(() => fired++, 2);
    const start = performance.now();
    await gather(
      interact(new CountingEnv({ lengths: [3] }), still, {
        yieldEvery: 4,
        until: () => fired > 4 || performance.now() - start > 10_000,
      }).pipe(episodes(), take(Number.POSITIVE_INFINITY)),
    );
    clearInterval(timer);
    expect(fired).toBeGreaterThan(4);
  });

  it("does not outgrow the stack or starve timers with promises that are already fulfilled", async () => {
    let fired = 0;
    const timer = setInterval(() => fired++, 2);
    const env = new CountingEnv({ lengths: [3], asynchronous: true });
    await gather(
      interact(env, still, { until: ({ step }) => step === 100_000 }).pipe(
        budget({ steps: 1e9 }),
        episodes(),
      ),
    );
    clearInterval(timer);
    expect(env.steps).toBe(100_000);
    expect(fired).toBeGreaterThan(1);
  });

  it("gives the same emissions when the environment answers with promises", async () => {
    const run = (asynchronous: boolean): Promise<Emission[]> =>
      gather(
        interact(new CountingEnv({ lengths: [2, 3], asynchronous }), still, { seed: 2 }).pipe(
          snapshot(),
          take(20),
        ),
      );
    expect(await run(true)).toEqual(await run(false));
  });

  it("ignores an answer that comes after it was unsubscribed", async () => {
    const env = new CountingEnv({ lengths: [3] });
    const gate = new Subject<void>();
    const slow = {
      ...still,
      learn: () => {
        throw new Error("too late");
      },
    };
    const result = env.step(new Int32Array(1));
    env.step = () => new Promise((resolve) => gate.subscribe(() => resolve(result)));
    const events: string[] = [];
    const subscription = interact(env, slow).subscribe({
      next: () => events.push("next"),
      error: () => events.push("error"),
    });
    await ticks(5);
    subscription.unsubscribe();
    gate.next();
    await ticks(5);
    expect(events).toEqual([]);
  });

  it("goes on from an emission", async () => {
    const whole = await gather(
      interact(new CountingEnv({ lengths: [3, 4] }), still).pipe(snapshot(), take(9)),
    );
    const env = new CountingEnv({ lengths: [3, 4] });
    const first = (await gather(interact(env, still).pipe(snapshot(), take(5)))).at(-1)!;
    const rest = await gather(interact(env, still, { from: first }).pipe(snapshot(), take(4)));
    expect(env.resets).toBe(1);
    expect(rest).toEqual(whole.slice(5));
    const position = { step: 9, transitions: 18 };
    await expect(gather(interact(env, still, { from: position }))).rejects.toThrow(
      "no observations to go on from",
    );
    Object.assign(env, { observations: rest.at(-1)!.nextObservations });
    const [next] = await gather(interact(env, still, { from: position }).pipe(take(1), snapshot()));
    expect(next).toMatchObject({ step: 10, transitions: 20, observations: rest.at(-1)!.nextObservations });
  });

  it("gives whole-number spaces an Int32Array and others floats in their shape", async () => {
    const arrays: object[] = [];
    const agent = policy((_observations, actions) => arrays.push(actions));
    const spaces = [
      new Discrete(2),
      new MultiDiscrete([2, 3]),
      new Box(-1, 1, { shape: [3] }),
      new Box(-1, 1, { shape: [3], dtype: "float64" }),
    ];
    for (const space of spaces) {
      await gather(interact(new CountingEnv({ lengths: [1, 1], actionSpace: space }), agent).pipe(take(1)));
    }
    expect(arrays).toEqual([new Int32Array(2), new Int32Array(4), new Float32Array(6), new Float64Array(6)]);
  });
});

describe("interact's errors", () => {
  it("names environment, index and step, and keeps the cause", async () => {
    const cause = new Error("the pole broke");
    const error = await failure({
      lengths: [3],
      tamper: (_result, step) => {
        if (step === 3) throw cause;
      },
    });
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error).toMatchObject({ environment: "Counting-v0", environmentIndex: 0, step: 3, cause });
    expect((error as Error).message).toBe("Counting-v0 (sub-environment 0) failed at step 3: the pole broke");
  });

  it("names the index of a vector environment only where the error does", async () => {
    const fail = (cause: unknown): Promise<unknown> =>
      failure({
        lengths: [3, 3],
        tamper: () => {
          throw cause;
        },
      });
    expect(await fail(new Error("no idea"))).toMatchObject({ environmentIndex: undefined, step: 1 });
    expect(await fail(Object.assign(new Error("me"), { environmentIndex: 1 }))).toMatchObject({
      environmentIndex: 1,
    });
    expect(await fail("a string")).toMatchObject({ message: "Counting-v0 failed at step 1: a string" });
  });

  it.each([
    [
      "a NaN observation",
      (result: { observations: { [i: number]: number } }) => (result.observations[3] = Number.NaN),
    ],
    ["a NaN reward", (result: { rewards: Float64Array }) => (result.rewards[1] = Number.NaN)],
    [
      "an infinite reward",
      (result: { rewards: Float64Array }) => (result.rewards[1] = Number.NEGATIVE_INFINITY),
    ],
    [
      "a NaN last observation",
      (result: { terminated: Uint8Array; finalObservations: { [i: number]: number } }) => {
        result.terminated[1] = 1;
        result.finalObservations[2] = Number.NaN;
      },
    ],
  ])("refuses %s before the agent learns from it", async (_what, spoil) => {
    let learned = 0;
    const agent = {
      ...still,
      learn: () => {
        learned++;
      },
    };
    const error = await failure(
      {
        lengths: [9, 9],
        tamper: (result, step) => {
          if (step === 2) spoil(result as never);
        },
      },
      agent,
    );
    expect(error).toMatchObject({ name: "EnvironmentError", environmentIndex: 1, step: 2 });
    expect(learned).toBe(1);
  });

  it("allows infinite observations of both signs", async () => {
    const env = new CountingEnv({
      lengths: [9],
      tamper: ({ observations }) => observations.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
    });
    expect((await gather(interact(env, still).pipe(snapshot(), take(3)))).length).toBe(3);
  });

  it("refuses results of the wrong shape", async () => {
    const env = new CountingEnv({ lengths: [3, 3] });
    const result = env.step(new Int32Array(2)) as object;
    env.step = () => ({ ...result, rewards: new Float64Array(1) }) as never;
    await expect(gather(interact(env, still))).rejects.toThrow(
      "1 values in `rewards` for 2 sub-environments",
    );
  });

  it("reports a failing reset as step 0, a rejected promise like a thrown error", async () => {
    const env = new CountingEnv({ lengths: [3] });
    env.reset = () => Promise.reject(new Error("no server"));
    await expect(gather(interact(env, still))).rejects.toMatchObject({ step: 0, environmentIndex: 0 });
    await expect(gather(interact(env, still))).rejects.toThrow("failed on reset: no server");
  });

  it.each(["act", "learn"] as const)("reports an agent that fails to %s", async (stage) => {
    const cause = new Error("NaN weights");
    const agent = {
      ...still,
      [stage]: () => {
        throw cause;
      },
    };
    const error = await failure({ lengths: [3] }, agent);
    expect(error).toBeInstanceOf(AgentError);
    expect(error).toMatchObject({ environment: "Counting-v0", stage, step: 1, cause });
  });

  it("passes an error in `until` on as it is", async () => {
    const cause = new Error("mine");
    const until = (): boolean => {
      throw cause;
    };
    await expect(gather(interact(new CountingEnv({ lengths: [3] }), still, { until }))).rejects.toBe(cause);
  });
});
