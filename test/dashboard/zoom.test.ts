import { describe, expect, it } from "vitest";
import { keyedRange } from "../../src/pages/chart/zoom.js";

describe("keys that zoom", () => {
  const whole = [0, 100] as const;
  it("show half or twice as much, around the middle", () => {
    expect(keyedRange("+", [0, 100], whole)).toEqual([25, 75]);
    expect(keyedRange("-", [40, 50], whole)).toEqual([35, 55]);
    expect(keyedRange("-", [25, 75], whole)).toBeUndefined();
  });
  it("move as far as there is room", () => {
    expect(keyedRange("ArrowRight", [40, 80], whole)).toEqual([50, 90]);
    expect(keyedRange("ArrowRight", [55, 95], whole)).toEqual([60, 100]);
    expect(keyedRange("ArrowLeft", [5, 45], whole)).toEqual([0, 40]);
  });
  it("show all, and leave other keys alone", () => {
    expect([keyedRange("0", [5, 6], whole), keyedRange("Escape", [5, 6], whole)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(keyedRange("Tab", [5, 6], whole)).toBeNull();
    expect(keyedRange("+", [50, 50.2], whole)).toBeNull();
  });
});
