import { expect, it } from "vitest";
import { BanditModel, type BanditTask, taskFamily } from "../../envs/families/index.js";
import { findFamily } from "../../src/experiment/find-family.js";
import { optimalReturn } from "../../src/experiment/optimal-return.js";

const sourceOf = (choice: Parameters<typeof findFamily>[0]) => findFamily(choice, ".");

it("is what the oracle gets on average, on tasks of both splits", async () => {
  const contexts = 20_000;
  for (const source of sourceOf("contextual-bandit-wide")) {
    for (const seed of [1, 7]) {
      const family = taskFamily("contextual-bandit-wide");
      const [task] = family.sample(source.family!.split, seed, 1) as [BanditTask];
      const model = new BanditModel(task);
      const env = family.makeVec(Array<BanditTask>(contexts).fill(task));
      const { observations } = (await env.reset({ seed: 3 })) as { readonly observations: Float32Array };
      const actions = Int32Array.from({ length: contexts }, (_, i) => {
        const [first, second] = model.means(observations.slice(i * 128, (i + 1) * 128));
        return second! > first! ? 1 : 0;
      });
      const { rewards } = (await env.step(actions)) as { readonly rewards: Float64Array };
      const mean = rewards.reduce((sum, one) => sum + one, 0) / contexts;
      const error = Math.sqrt(rewards.reduce((sum, one) => sum + (one - mean) ** 2, 0) / contexts ** 2);
      const known = optimalReturn(source, seed)!;
      expect(Math.abs(mean - known)).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.05 * known);
    }
  }
});

it("is known of two arms whatever the context's size, and of no other form, number of arms or family", () => {
  const own = (kwargs: Readonly<Record<string, unknown>>) =>
    optimalReturn(sourceOf({ id: "contextual-bandit-linear", kwargs })[0]!, 1);
  expect(own({ arms: 2, contextSize: 3 })).toBeGreaterThan(0);
  expect(own({})).toBeUndefined();
  for (const id of ["contextual-bandit-even", "contextual-bandit-tanh"]) {
    expect(optimalReturn(sourceOf({ id, kwargs: { arms: 2 } })[0]!, 1)).toBeUndefined();
  }
  expect(optimalReturn(sourceOf("cart-pole")[0]!, 1)).toBeUndefined();
  expect(
    optimalReturn({ id: "ContextualBandit-v0", kwargs: { form: "linear", arms: 2 } }, 1),
  ).toBeUndefined();
});
