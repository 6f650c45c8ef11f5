import {
  ClosedEnvironmentError,
  Discrete,
  type Drawing,
  InvalidArgumentError,
  make,
  NativeEnv,
  RecordVideo,
  ResetNeededError,
} from "gymnasium-js";
import { describe, expect, test } from "vitest";

/** Counts what it is asked to draw. */
class Watched extends NativeEnv {
  constructor(drawing: Drawing<number>, renderMode?: unknown) {
    const space = new Discrete(3);
    super({
      name: "Watched",
      observationSpace: space,
      actionSpace: space,
      stateSize: 1,
      drawing,
      renderMode,
    });
  }
  protected begin(): void {
    this.variables[0] = 5;
  }
  protected observe(): Float32Array {
    return new Float32Array(1);
  }
  protected advance(action: number): { reward: number; terminated: boolean } {
    this.variables[0]! += action;
    return { reward: 0, terminated: false };
  }
}

function watched(renderMode?: unknown) {
  const asked: [number, number | undefined][] = [];
  const env = new Watched(
    {
      renderFps: 7,
      scene: (variables, action) => {
        asked.push([variables[0]!, action]);
        return { title: "t", width: 1, height: 1, background: "#000000", shapes: [] };
      },
      text: (variables) => `at ${variables[0]}`,
    },
    renderMode,
  );
  return { env, asked };
}

test("nothing is drawn that was not asked for", () => {
  const { env, asked } = watched();
  env.reset({ seed: 1 });
  env.step(2);
  env.restore(env.state());
  expect(asked).toEqual([]);
  env.render!();
  expect(asked).toHaveLength(1);
});

test("drawings get the state and what led to it, as far as that is known", () => {
  const { env, asked } = watched();
  const look = () => env.render!();
  env.reset({ seed: 1 });
  look();
  env.step(2);
  look();
  look();
  env.restore(env.state());
  look();
  env.step(1);
  env.inject([9]);
  look();
  env.step(1);
  env.reset();
  look();
  expect(asked).toEqual([
    [5, undefined],
    [7, 2],
    [7, 2],
    [7, undefined],
    [9, undefined],
    [5, undefined],
  ]);
});

test("a refused action is not what led to the state", () => {
  const { env, asked } = watched();
  env.reset({ seed: 1 });
  expect(() => env.step(4)).toThrow();
  env.render!();
  expect(asked).toEqual([[5, undefined]]);
});

test("the mode is fixed at construction; metadata name the modes", () => {
  const { env } = watched("ansi");
  env.reset();
  expect([env.renderMode, env.render!()]).toEqual(["ansi", "at 5"]);
  expect(env.metadata).toEqual({ renderModes: ["svg", "ansi"], renderFps: 7 });
  expect(watched().env.renderMode).toBe("svg");
  const none = watched(null).env;
  expect([none.renderMode, none.render]).toEqual([undefined, undefined]);
});

describe("unknown modes are refused in one sentence", () => {
  test.each([
    ["CartPole-v1", "ansi", "renderMode: ansi is not allowed; use one of svg, or null for none."],
    ["Pendulum-v1", "human", "renderMode: human is not allowed; use one of svg, or null for none."],
    ["Taxi-v4", "SVG", "renderMode: SVG is not allowed; use one of svg, ansi, or null for none."],
    ["FrozenLake-v1", 3, "renderMode: 3 is not allowed; use one of svg, ansi, or null for none."],
  ])("%s: %s", (id, renderMode, sentence) => {
    expect(() => make(id, { renderMode })).toThrow(
      new InvalidArgumentError("renderMode", renderMode, sentence.split("use ")[1]!.slice(0, -1)),
    );
    expect(() => make(id, { renderMode })).toThrow(sentence);
  });
});

test("rendering needs a reset and an environment that is not closed", () => {
  const env = make("CartPole-v1");
  expect(() => env.render!()).toThrow(ResetNeededError);
  env.reset();
  env.render!();
  env.close!();
  expect(() => env.render!()).toThrow(ClosedEnvironmentError);
});

test("wrappers pass rendering through", () => {
  const env = make("Taxi-v4", { renderMode: "ansi" });
  env.reset({ seed: 1 });
  expect([env.renderMode, env.metadata]).toEqual(["ansi", { renderModes: ["svg", "ansi"], renderFps: 4 }]);
  expect(env.render!()).toContain("passenger at");
  const recorded: number[] = [];
  const video = new RecordVideo(make("CartPole-v1"), {
    write: ({ frames, framesPerSecond }) => recorded.push(frames.length, framesPerSecond),
  });
  video.reset({ seed: 1 });
  for (let k = 0; k < 4; k++) video.step(k % 2);
  video.close();
  expect(recorded).toEqual([5, 50]);
});
