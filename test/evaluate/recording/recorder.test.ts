import { type Frame, make } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors/usage-error.js";
import { recorderFor } from "../../../src/evaluate/recording/recorder.js";
import { readApng } from "./read-apng.js";
import { readGif } from "./read-gif.js";

const frame = (width: number, height: number, value: number): Frame => ({
  width,
  height,
  pixels: new Uint8Array(3 * width * height).fill(value),
});

function cartPole(count: number): string[] {
  const env = make("CartPole-v1");
  env.reset({ seed: 1 });
  return Array.from({ length: count }, () => {
    env.step(1);
    return env.render!() as string;
  });
}

describe.each([
  ["a.gif", readGif],
  ["a.PNG", readApng],
  ["a.apng", readApng],
] as const)("%s", (name, read) => {
  test("takes SVG, drawn no larger than 480 pixels", () => {
    const recorder = recorderFor(name);
    for (const svg of cartPole(5)) recorder.add(svg, 0.1);
    const { width, height, frames, seconds } = read(recorder.finish()!);
    expect([width, height, frames.length, seconds]).toEqual([480, 288, 5, [0.1, 0.1, 0.1, 0.1, 0.1]]);
    expect(frames[1]).not.toEqual(frames[0]);
  });

  test("takes pixels; frames that change nothing lengthen the one before", () => {
    const recorder = recorderFor(name);
    for (const value of [5, 5, 9]) recorder.add(frame(3, 2, value), 0.5);
    expect(recorder.frames).toBe(3);
    const { frames, seconds } = read(recorder.finish()!);
    expect(frames).toEqual([frame(3, 2, 5), frame(3, 2, 9)]);
    expect(seconds).toEqual([1, 0.5]);
  });

  test("refuses frames of another size, and texts", () => {
    const recorder = recorderFor(name);
    recorder.add(frame(3, 2, 5), 1);
    expect(() => recorder.add(frame(2, 3, 5), 1)).toThrow("after 3 × 2 came 2 × 3 pixels");
    expect(() => recorderFor(name).add("S F\nF G", 1)).toThrow(UsageError);
  });
});

test("no more frames than allowed; those left out are counted", () => {
  const recorder = recorderFor("a.svg", 3);
  for (const svg of cartPole(5)) recorder.add(svg, 0.1);
  expect([recorder.frames, recorder.leftOut]).toEqual([3, 2]);
  expect(new TextDecoder().decode(recorder.finish())).toContain('dur="0.3s"');
});

test("nothing recorded is no file", () => {
  expect(recorderFor("a.gif").finish()).toBeUndefined();
});

test("an SVG is made of SVG only", () => {
  expect(() => recorderFor("a.svg").add(frame(1, 1, 0), 1)).toThrow(UsageError);
});

test.each(["a.mp4", "a", "gif", "a.gif.zip"])("%s is refused in one sentence", (name) => {
  expect(() => recorderFor(name)).toThrow(
    new UsageError(`--record is "${name}": allowed is a name that ends in .gif, .png (animated PNG) or .svg`),
  );
});
