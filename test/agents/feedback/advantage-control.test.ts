import { describe, expect, it, test } from "vitest";
import type { AgentConfig } from "../../../agents/config.js";
import { DecisionLog } from "../../../agents/diagnostics/decision-log.js";
import { AdvantageControl } from "../../../agents/feedback/advantage-control.js";
import { createReferenceEngine } from "../../../src/engine/reference/reference-engine.js";
import { agentWith, live, smallConfig } from "../scripted.js";
import { weightsOf } from "../top-down/weights.js";

const signs = (control: AdvantageControl, replica: number, count: number): number[] =>
  Array.from({ length: count }, () => control.next(replica, 1));

describe("a random sign", () => {
  it("is + or − with even chances, and leaves the size", () => {
    const all = signs(new AdvantageControl("random-sign", [3]), 0, 4000);
    expect(new Set(all)).toEqual(new Set([1, -1]));
    // Of the sum of 4000 signs the deviation is 63; of products of neighbours too.
    const neighbours = all.slice(1).map((sign, n) => sign * all[n]!);
    for (const list of [all, neighbours]) {
      expect(Math.abs(list.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(4 * 63);
    }
    expect(Math.abs(new AdvantageControl("random-sign", [3]).next(0, -2.5))).toBe(2.5);
  });

  it("depends on seed, group and the number of the replica's decision alone", () => {
    const packed = new AdvantageControl("random-sign", [3, 8], 1);
    const [first, second] = [signs(packed, 0, 50), signs(packed, 1, 50)];
    expect(signs(new AdvantageControl("random-sign", [8], 1), 0, 50)).toEqual(second);
    expect(first).not.toEqual(second);
    expect(signs(new AdvantageControl("random-sign", [8], 0), 0, 50)).not.toEqual(second);
  });

  it("goes on from its counters", () => {
    const control = new AdvantageControl("random-sign", [3, 8]);
    signs(control, 1, 17);
    const resumed = new AdvantageControl("random-sign", [3, 8]);
    resumed.restored(control.counters());
    expect(signs(resumed, 1, 40)).toEqual(signs(control, 1, 40));
  });
});

const MODES: readonly Partial<AgentConfig>[] = [
  { feedback: "reward" },
  { feedback: "td-error" },
  { feedback: "td-error", lambda: 0.6, entropy: 0.1 },
  { feedback: "td-error", lag: true, bootstrapTruncated: false },
  { feedback: "batch-return", batchReturn: { episodes: 2, clip: null } },
];

/** Sub-environments of a replica: batches of whole episodes come from one. */
const sideBySide = ({ feedback }: Partial<AgentConfig>): number[] =>
  feedback === "batch-return" ? [1] : [0, 1];

/** What the actor was told, and its weights at the end. */
function life(rule: string, changes: Partial<AgentConfig>) {
  // Without learning, all act alike, and so get the same rewards.
  const config = smallConfig({ rates: [0, 0, 0], ...changes });
  const ids = sideBySide(changes);
  const agent = agentWith(rule, config, [7], ids.length);
  const log = new DecisionLog(agent.actor, 100);
  agent.watch(log.recorders());
  live(agent, ids, 0, 40);
  return {
    told: Array.from({ length: log.count }, (_, n) => log.feedback(n)),
    weights: Object.entries(agent.state().tensors).filter(([name]) => /^actor.*weights/.test(name)),
    critic: Object.entries(agent.state().tensors).filter(([name]) => /^critic/.test(name)),
  };
}

test.each(MODES)("controls of tdca are told what they say, the critic what is true: %o", (mode) => {
  const plain = life("tdca", mode);
  const zero = life("tdca:zero-advantage", mode);
  const random = life("tdca:random-sign", mode);
  expect(plain.told.length).toBeGreaterThan(10);
  expect(zero.told).toEqual(plain.told.map(() => 0));
  expect(random.told.map(Math.abs)).toEqual(plain.told.map(Math.abs));
  const flipped = random.told.filter((value, n) => value !== plain.told[n]).length;
  expect(flipped).toBeGreaterThan(plain.told.length / 5);
  expect(flipped).toBeLessThan((4 * plain.told.length) / 5);
  for (const control of [zero, random]) expect(control.critic).toEqual(plain.critic);
});

test("with feedback 0 nothing is learned, whatever the top-down network", () => {
  const rates = { rates: [0.1, 0.1, 0.1] };
  for (const mode of ["gated", "centred"] as const) {
    const [first, second] = [1, 2].map((seed) => {
      return life("tdca:zero-advantage", {
        ...rates,
        topDown: weightsOf({ mode }, seed),
        output: "softmax-full",
      });
    });
    const still = life("tdca", { topDown: weightsOf({ mode }, 1), output: "softmax-full" });
    expect(first!.weights).toEqual(still.weights);
    expect(second!.weights).toEqual(still.weights);
  }
});

test.each(MODES)("a resumed random sign is the uninterrupted one: %o", (mode) => {
  const config = smallConfig(mode);
  const ids = sideBySide(mode).flatMap((id) => [2 * id, 2 * id + 1]);
  const make = () => agentWith("tdca:random-sign", config, [7, 8], ids.length / 2, createReferenceEngine());
  const [whole, first, second] = [make(), make(), make()];
  live(whole, ids, 0, 40);
  live(first, ids, 0, 23);
  second.restore(first.state());
  live(second, ids, 23, 40);
  expect(second.state()).toEqual(whole.state());
});

test("returns, of which nobody knows at the step, are refused: all other feedback is allowed", () => {
  const make = (feedback: AgentConfig["feedback"]) => () =>
    agentWith("tdca:random-sign", smallConfig({ feedback }), [1], 1);
  expect(make("return")).toThrow(
    'agent.feedback is "return", but rule "tdca:random-sign" changes the feedback of each decision as it is known: ' +
      'allowed is "reward", "td-error", "batch-return" or "label"',
  );
  for (const allowed of ["reward", "td-error", "batch-return", "label"] as const) {
    expect(make(allowed)).not.toThrow();
  }
});
