import { type Env, make } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { TransitionTable } from "../../../../envs/gymnasium-js/src/toy-text/transition-table.js";
import { fixture } from "../fixtures.js";

type Row = readonly [probability: number, next: number, reward: number, terminated: number];

interface Tables {
  readonly tables: readonly {
    readonly env_id: string;
    readonly kwargs: Readonly<Record<string, unknown>>;
    readonly initial: readonly (readonly [state: number, probability: number])[];
    readonly P: readonly (readonly (readonly Row[])[])[];
  }[];
}

const TABLES = ["tables_frozen_lake", "tables_cliff_walking", "tables_taxi"].flatMap(
  (name) => fixture<Tables>(name).tables,
);

function tableOf(id: string, kwargs: Readonly<Record<string, unknown>>): TransitionTable {
  let env = make(id, kwargs) as Env & { readonly env?: Env; readonly table?: TransitionTable };
  while (env.table === undefined) env = env.env as typeof env;
  return env.table;
}

describe.each(TABLES)("$env_id $kwargs", ({ env_id: id, kwargs, P, initial }) => {
  const table = tableOf(id, kwargs);

  test("has Gymnasium's law", () => {
    expect([table.states, table.actions]).toEqual([P.length, P[0]!.length]);
    const own = P.map((actions, state) =>
      actions.map((outcomes, action) =>
        outcomes.map((_, k): Row => {
          const at = (state * table.actions + action) * table.width + k;
          return [table.probabilities[at]!, table.next[at]!, table.rewards[at]!, table.terminated[at]!];
        }),
      ),
    );
    expect(own).toEqual(P);
  });

  test("has Gymnasium's first states", () => {
    let before = 0;
    const own = Array.from(table.initial).flatMap((sum, state) => {
      const probability = sum - before;
      before = sum;
      return probability > 0 ? [[state, probability] as const] : [];
    });
    expect(own.map(([state]) => state)).toEqual(initial.map(([state]) => state));
    own.forEach(([, probability], k) => {
      expect(probability).toBeCloseTo(initial[k]![1], 12);
    });
  });

  test("draws its outcomes as often as it should", () => {
    const [state, action] = [Math.min(14, P.length - 1), 1];
    const counts = new Map<number, number>();
    const draws = 3000;
    for (let k = 0; k < draws; k++) {
      const next = table.next[table.outcome(state, action, (k + 0.5) / draws)]!;
      counts.set(next, (counts.get(next) ?? 0) + 1);
    }
    for (const [next, count] of counts) {
      const expected = P[state]![action]!.reduce((sum, [p, to]) => sum + (to === next ? p : 0), 0);
      expect(count / draws).toBeCloseTo(expected, 2);
    }
  });
});

test("a draw beyond a sum that rounding left below 1 takes the first outcome", () => {
  const table = new TransitionTable(
    1,
    1,
    () =>
      [3, 5].map((reward) => ({ probability: 0.5 - 2 ** -30, next: 0, reward, terminated: reward === 3 })),
    [1],
  );
  const taken = (draw: number) => table.rewards[table.outcome(0, 0, draw)];
  expect([0, 0.49, 0.5, 1 - 2 ** -28, 1 - 2 ** -53].map(taken)).toEqual([3, 3, 5, 5, 3]);
  const beyond = table.outcome(0, 0, 1 - 2 ** -53);
  expect([table.probabilities[beyond], table.terminated[beyond]]).toEqual([0.5 - 2 ** -30, 1]);
});
