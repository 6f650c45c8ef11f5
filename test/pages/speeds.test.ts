import { make } from "gymnasium-js";
import "../../envs/bandits/index.js";
import { describe, expect, it } from "vitest";
import { ENVIRONMENTS } from "../../src/pages/playground/environments.js";
import { DEFAULT_SETUP } from "../../src/pages/playground/link.js";
import { SPEEDS, stepsPerSecond } from "../../src/pages/playground/speeds.js";

describe("speeds", () => {
  it.each(ENVIRONMENTS.map(({ id }) => id))("of %s grow from one to the next", (env) => {
    const { renderFps } = make(env).metadata!;
    const rates = SPEEDS.map((speed) => stepsPerSecond(speed, env, renderFps!) ?? Number.POSITIVE_INFINITY);
    for (const [k, rate] of rates.entries()) if (k > 0) expect(rate).toBeGreaterThan(rates[k - 1]!);
  });

  it("let an environment run as in life at “Real time”, and a visit begin with time lapse", () => {
    expect(stepsPerSecond("real", "Acrobot-v1", 15)).toBe(15);
    expect(DEFAULT_SETUP.speed).toBe("lapse");
  });
});
