import { make, registeredSpecs } from "gymnasium-js";
import { DOMParser, parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import "../../envs/bandits/index.js";
import "../../envs/families/index.js";
import { showPicture } from "../../src/pages/picture/show-picture.js";

const STEPS = 60;

const { document } = parseHTML("<div></div>");
beforeAll(() => {
  vi.stubGlobal("document", document);
  vi.stubGlobal("DOMParser", DOMParser);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

/** All that decides how it looks. */
function lookOf({ localName, attributes, children, textContent }: Element): unknown {
  return {
    localName,
    attributes: Object.fromEntries([...attributes].map(({ name, value }) => [name, value])),
    inside: children.length > 0 ? [...children].map(lookOf) : textContent,
  };
}

describe("a picture in place of another", () => {
  it.each(registeredSpecs().map(({ id }) => id))("is what it is alone: %s", (id) => {
    const env = make(id, { renderMode: "svg" });
    env.actionSpace.seed(5);
    env.reset({ seed: 11 });
    const place = document.createElement("div");
    const pictures = new Set<string>();
    for (let step = 0; step < STEPS; step++) {
      const svg = env.render?.() as string;
      showPicture(place, svg, `step ${step}`);
      const alone = document.createElement("div");
      showPicture(alone, svg, `step ${step}`);
      expect(lookOf(place)).toEqual(lookOf(alone));
      pictures.add(place.innerHTML);
      const { terminated, truncated } = env.step(env.actionSpace.sample());
      if (terminated || truncated) env.reset();
    }
    expect(pictures.size).toBe(STEPS);
  });

  it("keeps the shapes that stay", () => {
    const place = document.createElement("div");
    showPicture(place, '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/><rect width="2"/></svg>');
    const circle = place.querySelector("circle");
    showPicture(place, '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3" fill="red"/></svg>');
    expect(place.querySelector("circle")).toBe(circle);
    expect(lookOf(circle!)).toMatchObject({ attributes: { r: "3", fill: "red" } });
    expect(place.querySelector("rect")).toBe(null);
  });
});
