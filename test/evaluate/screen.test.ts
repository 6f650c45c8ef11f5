import type { Env } from "gymnasium-js";
import { make } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { renderModeFor } from "../../src/evaluate/picture.js";
import { rasterise, shrink } from "../../src/evaluate/raster.js";
import type { SavedTrial } from "../../src/evaluate/saved-run.js";
import { Screen } from "../../src/evaluate/screen.js";
import { terminalFrame } from "../../src/evaluate/terminal-frame.js";

const RED = [255, 0, 0];
const BLUE = [0, 0, 255];
const trial = { arm: { env: "CartPole-v1", rule: "reinforce" }, seed: 3 } as SavedTrial;
const moment = (step: number, ended = false): Parameters<ReturnType<ReturnType<Screen["spectator"]>>>[0] => ({
  ...{ episode: 0, step, ended },
  return: step,
});

describe("terminalFrame", () => {
  it("holds two rows of pixels a line, and sets colours only where they change", () => {
    const pixels = Uint8Array.from([RED, RED, BLUE, BLUE, RED, RED].flat());
    expect(terminalFrame({ width: 2, height: 3, pixels })).toEqual([
      "\u001b[38;2;255;0;0;48;2;0;0;255m▀▀\u001b[0m",
      "\u001b[38;2;255;0;0;48;2;255;0;0m▀▀\u001b[0m",
    ]);
  });
});

describe("rasterise", () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10">' +
    '<rect width="10" height="10" fill="#ff0000"/><rect x="10" width="10" height="10" fill="#0000ff"/></svg>';

  it("fits the picture into the bounds and keeps its shape", () => {
    expect(rasterise(svg, { width: 100, height: 8 })).toMatchObject({ width: 16, height: 8 });
    const { width, height, pixels } = rasterise(svg, { width: 4, height: 100 });
    expect([width, height]).toEqual([4, 2]);
    const row = [RED, RED, BLUE, BLUE].flat();
    expect([...pixels]).toEqual([...row, ...row]);
  });
});

describe("shrink", () => {
  it("averages what falls together and leaves small frames alone", () => {
    const frame = {
      width: 4,
      height: 2,
      pixels: Uint8Array.from([RED, BLUE, RED, RED, BLUE, RED, RED, RED].flat()),
    };
    expect(shrink(frame, { width: 2, height: 9 })).toEqual({
      width: 2,
      height: 1,
      pixels: Uint8Array.from([128, 0, 128, 255, 0, 0]),
    });
    expect(shrink(frame, { width: 4, height: 2 })).toBe(frame);
  });
});

describe("Screen", () => {
  const texts: string[] = [];
  const terminal = { columns: 60, rows: 20, write: (text: string) => texts.push(text) };
  const env: Env = make("CartPole-v1");
  env.reset({ seed: 1 });

  it("draws within the terminal, tells where it is, and gives the terminal back", async () => {
    const screen = new Screen(terminal);
    const show = screen.spectator(trial, 2, new AbortController().signal)(env);
    await show(moment(0));
    await show(moment(2));
    screen.close();
    screen.close();
    expect(texts).toHaveLength(3);
    const [first, second, last] = texts as [string, string, string];
    expect(first.startsWith("\u001b[?1049h\u001b[?25l")).toBe(true);
    expect(second).not.toContain("\u001b[?1049h");
    expect(second).toContain("CartPole-v1, reinforce, seed 3");
    expect(second).toContain("episode 1 of 2, step 2, return 2");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
    const lines = second.replace(/\u001b\[[?\d;]*[a-zA-Z]/g, "").split("\r\n");
    expect(lines.length).toBeLessThan(20);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines[0]).toMatch(/^▀+$/);
    expect(last).toBe("\u001b[?25h\u001b[?1049l");
  });

  it("shows the text of environments that draw text", async () => {
    texts.length = 0;
    const lake = make("FrozenLake-v1", { renderMode: "ansi" });
    lake.reset({ seed: 1 });
    await new Screen(terminal).spectator(trial, 1, new AbortController().signal)(lake)(moment(0));
    for (const line of (lake.render!() as string).trimEnd().split("\n")) expect(texts[0]).toContain(line);
    expect(texts[0]).not.toContain("▀");
  });

  it("keeps the environment's pace, and draws nothing once it is interrupted", async () => {
    texts.length = 0;
    const controller = new AbortController();
    const show = new Screen(terminal).spectator(trial, 2, controller.signal)(env);
    const began = performance.now();
    for (let step = 0; step < 10; step++) await show(moment(step));
    // 50 frames a second, of which every other one is shown.
    expect(texts).toHaveLength(5);
    expect(performance.now() - began).toBeGreaterThan(150);
    controller.abort();
    await show(moment(10));
    expect(texts).toHaveLength(5);
  });
});

describe("renderModeFor", () => {
  const inEnvironment = (id: string, kwargs = {}): SavedTrial =>
    ({ ...trial, arm: { ...trial.arm, env: id, source: { id, kwargs } } }) as SavedTrial;

  it("takes the best mode that the environment has, whatever it was trained with", async () => {
    const modes = ["ansi", "svg", "rgb_array"];
    expect(await renderModeFor(inEnvironment("FrozenLake-v1"), modes)).toBe("ansi");
    expect(await renderModeFor(inEnvironment("CartPole-v1", { renderMode: null }), modes)).toBe("svg");
    expect(await renderModeFor(inEnvironment("Navigation2D-v0"), ["svg"])).toBe("svg");
  });

  it("refuses environments that draw nothing of the kind", async () => {
    const silent = inEnvironment("CartPole-v1", { renderMode: null });
    await expect(renderModeFor(silent, ["rgb_array"])).rejects.toThrow(
      "CartPole-v1 cannot be shown: it draws svg; allowed is an environment that draws rgb_array",
    );
  });
});
