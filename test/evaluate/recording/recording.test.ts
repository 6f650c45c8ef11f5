import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Env, make } from "gymnasium-js";
import { describe, expect, it } from "vitest";
import { Recording } from "../../../src/evaluate/recording/recording.js";
import { temporaryFolder } from "../../experiment/tiny.js";
import { readGif } from "./read-gif.js";

const root = temporaryFolder();

describe("Recording", () => {
  const env: Env = make("CartPole-v1");

  it("is written where the path says, at the environment's speed, the last picture longer", async () => {
    const path = join(root, "pole.gif");
    const recording = new Recording(path, 1);
    expect(recording.modes).toEqual(["svg", "rgb_array"]);
    const show = recording.spectate(env);
    env.reset({ seed: 3 });
    for (let step = 0; step < 3; step++) {
      await show({ episode: 0, step, return: step, ended: step === 2 });
      env.step(0);
    }
    expect(existsSync(path)).toBe(false);
    expect(recording.write()).toMatch(/^Recorded: .*pole\.gif, 3 frames, \d+ KiB\.$/);
    const { frames, seconds } = readGif(readFileSync(path));
    expect(frames).toHaveLength(3);
    expect(seconds).toEqual([0.02, 0.02, 1]);
  });

  it("to SVG takes SVG only", () => {
    expect(new Recording(join(root, "a.svg"), 1).modes).toEqual(["svg"]);
  });

  it("refuses other extensions, folders that are not there, and several trials", () => {
    expect(() => new Recording("a.mp4", 1)).toThrow(
      '--record is "a.mp4": allowed is a name that ends in .gif',
    );
    expect(() => new Recording(join(root, "nowhere", "a.gif"), 1)).toThrow("there is no folder");
    expect(() => new Recording(join(root, "a.gif"), 4)).toThrow("--record takes one trial, but 4 are chosen");
  });

  it("without a frame tells so and writes nothing", () => {
    const path = join(root, "none.gif");
    expect(new Recording(path, 1).write()).toBe("Nothing was recorded: no frame was drawn.");
    expect(existsSync(path)).toBe(false);
  });
});
