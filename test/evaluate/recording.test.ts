import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Env, type Frame, make } from "gymnasium-js";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { rasterise } from "../../src/evaluate/raster.js";
import { recorderFor } from "../../src/evaluate/recording/recorder.js";
import { Recording } from "../../src/evaluate/recording/recording.js";
import { temporaryFolder } from "../experiment/tiny.js";
import { type DecodedFrame, decodeApng, decodeGif } from "./decode.js";

const root = temporaryFolder();

/** A frame of few colours in which a square wanders. */
function frameAt(step: number, colours = 3): Frame {
  const [width, height] = [40, 30];
  const pixels = new Uint8Array(width * height * 3);
  for (let k = 0; k < width * height; k++) {
    const [x, y] = [k % width, Math.floor(k / width)];
    const inside = x >= step && x < step + 8 && y >= 10 && y < 18;
    pixels.set(inside ? [255, 0, step] : [k % colours, Math.floor(k / 256) % colours, 200], 3 * k);
  }
  return { width, height, pixels };
}

const recorded = (name: string, frames: readonly Frame[]): Uint8Array => {
  const recorder = recorderFor(name);
  for (const frame of frames) recorder.add(frame, 0.05);
  return recorder.finish()!;
};

describe.each([
  ["a.gif", decodeGif],
  ["a.png", decodeApng],
] as const)("%s", (name, decode) => {
  const frames = [0, 1, 2, 2, 9, 20].map((step) => frameAt(step));

  it("gives back every frame exactly, where equal ones were joined, and its time", () => {
    const { width, height, frames: decoded } = decode(recorded(name, frames));
    expect([width, height]).toEqual([40, 30]);
    expect(decoded.map(({ seconds }: DecodedFrame) => seconds)).toEqual([0.05, 0.05, 0.1, 0.05, 0.05]);
    const different = [0, 1, 2, 9, 20].map((step) => frameAt(step).pixels);
    expect(decoded.map(({ pixels }: DecodedFrame) => pixels)).toEqual(different);
  });

  it("keeps within a little of more colours than 256", () => {
    const many = frameAt(3, 64);
    const [{ pixels }] = decode(recorded(name, [many])).frames as [DecodedFrame];
    const worst = many.pixels.reduce((most, value, k) => Math.max(most, Math.abs(value - pixels[k]!)), 0);
    expect(worst).toBeLessThanOrEqual(name === "a.png" ? 0 : 12);
  });

  it("refuses frames of another size", () => {
    const other = { width: 2, height: 1, pixels: new Uint8Array(6) };
    expect(() => recorded(name, [frameAt(0), other])).toThrow(
      "--record takes frames of one size, but after 40 × 30 came 2 × 1 pixels",
    );
  });
});

describe("recordings of environments", () => {
  const env: Env = make("CartPole-v1");
  env.reset({ seed: 3 });
  const pictures = Array.from({ length: 8 }, () => {
    const picture = env.render!() as string;
    env.step(1);
    return picture;
  });

  it("as SVG animate what changes, start with the first picture, and stay small", () => {
    const recorder = recorderFor("a.svg");
    for (const picture of pictures) recorder.add(picture, 0.02);
    const svg = new TextDecoder().decode(recorder.finish());
    const animations = [...parseHTML(svg).document.querySelectorAll("animate")];
    expect(animations.length).toBeGreaterThan(0);
    for (const animation of animations) {
      const [values, times] = ["values", "keyTimes"].map((name) => animation.getAttribute(name)!.split(";"));
      expect(values).toHaveLength(times!.length);
      expect(animation.getAttribute("dur")).toBe("0.16s");
    }
    expect(svg.length).toBeLessThan(pictures.join("").length / 2);
    const bounds = { width: 120, height: 120 };
    expect(rasterise(svg, bounds)).toEqual(rasterise(pictures[0]!, bounds));
  });

  it("leave out what is too much and say so", () => {
    const recorder = recorderFor("a.svg", 5);
    for (const picture of pictures) recorder.add(picture, 0.02);
    expect(recorder).toMatchObject({ frames: 5, leftOut: 3, isFull: true });
  });

  it("are written where the path says, at the environment's speed, the last picture longer", () => {
    const path = join(root, "pole.gif");
    const recording = new Recording(path, 1);
    expect(recording.modes).toEqual(["svg", "rgb_array"]);
    const show = recording.spectate(env);
    env.reset({ seed: 3 });
    for (let step = 0; step < 3; step++) {
      show({ episode: 0, step, return: step, ended: step === 2 });
      env.step(0);
    }
    expect(existsSync(path)).toBe(false);
    expect(recording.write()).toMatch(/^Recorded: .*pole\.gif, 3 frames, \d+ KiB\.$/);
    const { frames } = decodeGif(readFileSync(path));
    expect(frames.map(({ seconds }) => seconds)).toEqual([0.02, 0.02, 1]);
  });

  it("refuse other extensions, folders that are not there, several trials, and what is no picture", () => {
    expect(() => new Recording("a.mp4", 1)).toThrow(
      '--record is "a.mp4": allowed is a name that ends in .gif',
    );
    expect(() => new Recording(join(root, "nowhere", "a.gif"), 1)).toThrow("there is no folder");
    expect(() => new Recording(join(root, "a.gif"), 4)).toThrow("--record takes one trial, but 4 are chosen");
    expect(() => recorderFor("a.gif").add("some text", 1)).toThrow("the environment draws texts");
    expect(() => recorderFor("a.svg").add(frameAt(0), 1)).toThrow("--record to .svg needs SVG");
  });

  it("without a frame tell so", () => {
    expect(new Recording(join(root, "none.gif"), 1).write()).toBe(
      "Nothing was recorded: no frame was drawn.",
    );
    expect(existsSync(join(root, "none.gif"))).toBe(false);
  });
});
