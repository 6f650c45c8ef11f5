import { of, take } from "rxjs";
import { describe, expect, it } from "vitest";
import { type Emission, interact, snapshot } from "../../src/streams/index.js";
import { CountingEnv } from "./counting-env.js";
import { emissions } from "./emissions.js";
import { gather } from "./gather.js";
import { end, on, still } from "./runs.js";

describe("snapshot", () => {
  it("copies arrays, nested infos included", async () => {
    const [original] = emissions([[on, end]]) as [Emission];
    const date = new Date(0);
    const infos = {
      prob: new Float64Array([1]),
      nested: { mask: [new Uint8Array([1])] },
      date,
      absent: null,
    };
    const [copied] = (await gather(of({ ...original, infos }).pipe(snapshot()))) as [Emission];
    expect(copied).toEqual({ ...original, infos });
    for (const [key, value] of Object.entries(copied)) {
      if (typeof value === "object") expect(value).not.toBe(original[key as keyof Emission]);
    }
    expect(copied.infos.prob).not.toBe(infos.prob);
    expect((copied.infos.nested as typeof infos.nested).mask[0]).not.toBe(infos.nested.mask[0]);
    expect(copied.infos.date).toBe(date);
  });

  it("makes emissions fit to be gathered", async () => {
    const gathered = (keep: boolean) => {
      const run = interact(new CountingEnv({ lengths: [9] }), still);
      return gather((keep ? run.pipe(snapshot()) : run).pipe(take(3)));
    };
    expect((await gathered(true)).map(({ step }) => step)).toEqual([1, 2, 3]);
    expect((await gathered(false)).map(({ step }) => step)).toEqual([3, 3, 3]);
  });
});
