import type { NativeVectorEnv } from "gymnasium-js";
import type { PlainLifetimeOptions } from "../../src/bench/plain-lifetime.js";
import type { BlockLayout } from "../../src/evolution/lifetime-layout.js";
import { prepareLifetimes } from "../../src/evolution/lifetime-parts.js";
import { LifetimePlay } from "../../src/evolution/lifetime-play.js";

/** One fast lifetime: what a runner's returns leave out are the policy's parameters at its end, as `PlainLifetime` has them. */
export function fastLifetime(options: PlainLifetimeOptions): {
  readonly returns: readonly number[];
  readonly parameters: readonly number[][];
  readonly sizes: readonly number[];
} {
  const { family, task, seed, updates, parameters } = options;
  const { setting, layout, numbers, memory } = prepareLifetimes(options, 1);
  const topDown = memory.makeMembers(layout.topDown);
  memory.floats.set(numbers.topDown(Float32Array.from(parameters)), topDown / 4);
  const returns: number[] = [];
  const members = [0];
  const env = family.makeVec([task]) as NativeVectorEnv;
  const play = new LifetimePlay({ setting, memory, updates, advantage: "true", topDown: [topDown] }, env, [
    {
      seed,
      weights: numbers.initialWeights(seed),
      feedback: numbers.feedback(seed),
      nextMember: () => members.pop(),
      finished: (_, update, meanReturn) => {
        returns[update] = meanReturn;
      },
    },
  ]);
  play.run();
  const start = memory.getSlot(0, "weights") / 4;
  const laidOut = memory.floats.subarray(start, start + layout.parameters / 4);
  const sizes = [setting.observation, ...setting.hidden, setting.actions];
  const unpack = (block: BlockLayout, l: number): number[] => {
    const isOutput = l === setting.hidden.length;
    const [inputs, units] = [sizes[l], sizes[l + 1]];
    return Array.from({ length: (inputs + 1) * units }, (_, n) => {
      const [i, j] = [Math.floor(n / units), n % units];
      const isBias = i === inputs;
      const row = isBias ? block.rows : isOutput ? j : i;
      const column = isOutput && !isBias ? i : j;
      return laidOut[(block.start + row * block.rowBytes) / 4 + column];
    });
  };
  return { returns, parameters: [...layout.hidden, layout.output].map(unpack), sizes };
}
