import { Resvg } from "@resvg/resvg-js";
import { type Env, type Injectable, make, registeredSpecs, unwrapped } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import "../../envs/bandits/index.js";
import "../../envs/families/index.js";

const IDS = registeredSpecs().map(({ id }) => id);

function started(id: string, options: Readonly<Record<string, unknown>> = {}): Env {
  const env = make(id, options);
  env.reset({ seed: 11 });
  env.actionSpace.seed(5);
  return env;
}

/** What resvg, a strict reader, makes of a document; its numbers must be finite and its size sensible. */
function readSvg(svg: unknown): { width: number; height: number } {
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+(\.\d+)? \d+(\.\d+)?" /,
  );
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  const { width, height } = new Resvg(svg as string, { font: { loadSystemFonts: false } });
  expect(Math.min(width, height)).toBeGreaterThan(100);
  expect(Math.max(width, height)).toBeLessThan(700);
  return { width, height };
}

/** Distinct colours of the pixels: a picture that shows nothing has one. */
function coloursOf(svg: string): number {
  const { pixels } = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  return new Set(new Uint32Array(Uint8Array.from(pixels).buffer)).size;
}

test("every native environment is among those that are looked at", () => {
  expect(IDS).toEqual(
    expect.arrayContaining([
      ...["Acrobot-v1", "CartPole-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1"],
      ...["Blackjack-v1", "CliffWalking-v1", "FrozenLake-v1", "FrozenLake8x8-v1", "Taxi-v4"],
      ...["CartPoleTask-v0", "Classification-v0", "ContextualBandit-v0", "Multiplexer-v0"],
      ...["DigitClassification-v0", "Navigation2D-v0"],
    ]),
  );
});

describe.each(IDS)("%s", (id) => {
  test("draws a picture of one size that shows something and changes with the state", () => {
    const env = started(id);
    const size = readSvg(env.render!());
    expect(coloursOf(env.render!() as string)).toBeGreaterThan(3);
    const seen = new Set([env.render!()]);
    for (let k = 0; k < 30; k++) {
      const { terminated, truncated } = env.step(env.actionSpace.sample());
      expect(readSvg(env.render!())).toEqual(size);
      seen.add(env.render!());
      if (terminated || truncated) env.reset();
    }
    expect(seen.size).toBeGreaterThan(3);
  });

  test("drawing is looking: it changes no state, and the same state looks the same", () => {
    const env = started(id);
    env.step(env.actionSpace.sample());
    const before = env.state!();
    const picture = env.render!();
    expect(env.state!()).toEqual(before);
    expect(env.render!()).toBe(picture);
  });

  test("is told how fast it plays", () => {
    const { metadata, renderMode } = started(id);
    expect(metadata!.renderModes).toContain("svg");
    expect(metadata!.renderFps).toBeGreaterThan(0);
    expect(renderMode).toBe("svg");
  });
});

describe("states that no episode reaches", () => {
  const STRANGE = [Number.NaN, Infinity, -Infinity, 1e308, -1e308, 1e-320, 1e9, 0, -0];
  const CONTINUOUS = IDS.filter((id) => {
    const env = started(id);
    return env.metadata!.renderModes.length === 1;
  });

  test.each(CONTINUOUS)("%s is drawn anyway", (id) => {
    const env = started(id);
    const inner = unwrapped(env) as Env & Injectable;
    for (const value of STRANGE) {
      for (const other of STRANGE) {
        inner.inject(Array.from({ length: inner.stateSize }, (_, k) => (k % 2 === 0 ? value : other)));
        readSvg(env.render!());
      }
    }
  });

  test("tasks at the ends of their ranges are drawn", () => {
    for (const kwargs of [
      { halfLength: 1e-9, poleMass: 1e-9, cartMass: 1e-9, gravity: 1e-9, force: 1e-9 },
      { halfLength: 1e9, poleMass: 1e9, cartMass: 1e9, gravity: 1e9, force: 1e9, swapped: true },
    ]) {
      readSvg(started("CartPoleTask-v0", kwargs).render!());
    }
    for (const kwargs of [
      { contextSize: 1, arms: 2 },
      { contextSize: 256, arms: 64, form: "even" },
    ]) {
      readSvg(started("ContextualBandit-v0", kwargs).render!());
    }
    for (const dimensions of [1, 16, 256]) readSvg(started("Classification-v0", { dimensions }).render!());
    for (const firstDigit of [0, 5]) readSvg(started("DigitClassification-v0", { firstDigit }).render!());
    for (const addressBits of [1, 6]) readSvg(started("Multiplexer-v0", { addressBits }).render!());
    for (const kwargs of [{ goal: "shown" }, { actions: "discrete", goalDistance: 1.25 }]) {
      const env = started("Navigation2D-v0", kwargs);
      env.step(env.actionSpace.sample());
      readSvg(env.render!());
    }
  });
});

describe("every state of a table", () => {
  test.each(["FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "Taxi-v4"])(
    "%s looks different",
    (id) => {
      const svg = started(id);
      const ansi = started(id, { renderMode: "ansi" });
      const inject = (env: Env, state: number): void => {
        const inner = unwrapped(env) as Env & Injectable;
        inner.inject([state, ...Array<number>(inner.stateSize - 1).fill(0)]);
      };
      const states = (svg.observationSpace as unknown as { n: number }).n;
      const [pictures, texts] = [new Set<unknown>(), new Set<unknown>()];
      for (let state = 0; state < states; state++) {
        inject(svg, state);
        inject(ansi, state);
        pictures.add(svg.render!());
        texts.add(ansi.render!());
      }
      expect(pictures.size).toBe(states);
      expect(texts.size).toBe(states);
    },
  );
});

describe("text", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what colours begin with
  const plain = (text: unknown): string => (text as string).replaceAll(/\u001b\[[\d;]*m/g, "");

  test("FrozenLake: the map, and where one stands", () => {
    const env = started("FrozenLake-v1", { renderMode: "ansi", is_slippery: false });
    env.step(2);
    expect(plain(env.render!())).toBe("went right\nS F F F\nF H F H\nF F F H\nH F F G\n");
    expect(env.render!()).toContain("S\u001b[0m \u001b[1;30;43mF");
  });

  test("CliffWalking: falling leads back", () => {
    const env = started("CliffWalking-v1", { renderMode: "ansi" });
    env.step(1);
    const row = ". . . . . . . . . . . .";
    expect(plain(env.render!())).toBe(`went right\n${row}\n${row}\n${row}\nS C C C C C C C C C C G\n`);
    expect(env.render!()).toContain("\u001b[1;30;43mS");
  });

  test("Taxi: town, walls, passenger and destination", () => {
    const env = started("Taxi-v4", { renderMode: "ansi" });
    (unwrapped(env) as Env & Injectable).inject([((3 * 5 + 1) * 5 + 2) * 4 + 0, 0]);
    expect(plain(env.render!())).toBe(
      [
        "passenger at Y, bound for R",
        "+---------+",
        "|R ·|· · G|",
        "|· ·|· · ·|",
        "|· · · · ·|",
        "|·|· ·|· ·|",
        "|Y|· ·|B ·|",
        "+---------+",
        "",
      ].join("\n"),
    );
    env.step(4);
    expect(plain(env.render!())).toContain("picked up; passenger at Y");
  });

  test("Blackjack: the dealer's sum is hidden until the player sticks", () => {
    const env = started("Blackjack-v1", { renderMode: "ansi" });
    // Player: ace and six; dealer: king of hearts and nine.
    (unwrapped(env) as Env & Injectable).inject([7, 1, 2, 19, 0, 2, 10, 1, 2]);
    expect(plain(env.render!())).toBe("\ndealer  K♥  ?\nplayer  17 from 2 cards, an ace counts 11\n");
    env.step(0);
    expect(plain(env.render!())).toBe(
      "stuck\ndealer  K♥  19 from 2 cards\nplayer  17 from 2 cards, an ace counts 11\n",
    );
  });
});
