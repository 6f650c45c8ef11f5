import { make } from "gymnasium-js";
import { describe, expect, test } from "vitest";
import { AnimatedSvg } from "../../../src/evaluate/recording/animated-svg.js";

const FPS = 10;

/** What a viewer shows at a time: the lines of the document with every animation's value put in. */
function shownAt(svg: string, seconds: number): string[] {
  const value = (animate: string): readonly [name: string, value: string] => {
    const get = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(animate)![1]!;
    const share = (seconds / Number.parseFloat(get("dur"))) % 1;
    const times = get("keyTimes").split(";").map(Number);
    const values = get("values").split(";");
    expect(values).toHaveLength(times.length);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    expect(times[0]).toBe(0);
    return [get("attributeName"), values[times.findLastIndex((time) => time <= share)]!];
  };
  const lines: string[] = [];
  let hidden = false;
  for (const line of svg.split("\n").slice(1)) {
    if (line === "</svg>" || line === "") break;
    if (line.startsWith("<g ")) continue;
    if (line === "</g>") hidden = false;
    else if (line.startsWith("<animate ")) hidden = value(line)[1] === "hidden";
    else if (!hidden) {
      const animations = Array.from(line.matchAll(/<animate [^>]*\/>/g), (match) => value(match[0]));
      let plain = line.replaceAll(/<animate [^>]*\/>/g, "");
      for (const [name, now] of animations)
        plain = plain.replace(new RegExp(` ${name}="[^"]*"`), ` ${name}="${now}"`);
      lines.push(plain.replace(/><\/(?:rect|circle|polygon|polyline)>$/, "/>"));
    }
  }
  return lines;
}

function episode(id: string, steps: number): string[] {
  const env = make(id);
  env.reset({ seed: 3 });
  env.actionSpace.seed(4);
  const frames = [env.render!() as string];
  for (let k = 0; k < steps; k++) {
    const { terminated } = env.step(env.actionSpace.sample());
    frames.push(env.render!() as string);
    if (terminated) env.reset();
  }
  return frames;
}

describe("every frame of an episode is shown at its time", () => {
  test.each(["CartPole-v1", "Acrobot-v1", "Pendulum-v1", "Blackjack-v1", "FrozenLake-v1", "Taxi-v4"])(
    "%s",
    (id) => {
      const frames = episode(id, 40);
      const animated = new AnimatedSvg();
      for (const frame of frames) animated.add(frame, 1 / FPS);
      const document = animated.finish();
      expect(document.split("\n")[0]).toBe(frames[0]!.split("\n")[0]);
      for (const [k, frame] of frames.entries()) {
        expect(shownAt(document, (k + 0.5) / FPS)).toEqual(frame.split("\n").slice(1, -2));
      }
    },
  );
});

test("an episode takes little more than what changes in it", () => {
  const frames = episode("CartPole-v1", 200);
  const animated = new AnimatedSvg();
  for (const frame of frames) animated.add(frame, 1 / FPS);
  const apart = frames.reduce((sum, frame) => sum + frame.length, 0);
  expect(animated.finish().length).toBeLessThan(apart / 7);
});

test("equal frames are one that stays longer", () => {
  const frame = (x: number): string => `<svg xmlns="http://www.w3.org/2000/svg">\n<rect x="${x}"/>\n</svg>\n`;
  const animated = new AnimatedSvg();
  for (const x of [1, 1, 1, 2]) animated.add(frame(x), 0.5);
  expect(animated.finish()).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg">\n<rect x="1"><animate attributeName="x" calcMode="discrete" dur="2s" ' +
      'repeatCount="indefinite" values="1;2" keyTimes="0;0.75"/></rect>\n</svg>\n',
  );
});

test("documents of another form are shown one after the other as they are", () => {
  const animated = new AnimatedSvg();
  const bodies = ["<g>\n<path d='M0 0'/></g>", "<g>\n<path d='M1 1'/></g>"];
  for (const body of bodies)
    animated.add(`<?xml version="1.0"?>\n<svg width="9" data-x=">">${body}</svg>`, 1);
  const document = animated.finish();
  expect(document).toMatch(/^<svg width="9" data-x=">">\n<g visibility="visible">/);
  for (const body of bodies) expect(document.split(body)).toHaveLength(2);
  expect(document).toContain('values="visible;hidden" keyTimes="0;0.5"');
  expect(document).toContain('values="hidden;visible" keyTimes="0;0.5"');
});
