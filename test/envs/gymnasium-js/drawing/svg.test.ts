import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { circle, label, line, polygon, rectangle, type Scene, type Shape, svgOf } from "gymnasium-js";
import { expect, test } from "vitest";

const scene = (shapes: readonly Shape[], title = "A picture"): Scene => ({
  title,
  width: 40,
  height: 30,
  background: "#ffffff",
  shapes,
});

test("a scene is a document with one element a line", () => {
  const svg = svgOf(
    scene([
      rectangle(1, 2, 3.456789, 4, { fill: "#010203", radius: 1 }),
      circle(5, 6, 7, { fill: "none", stroke: "#040506", strokeWidth: 2, opacity: 0.5 }),
      polygon(
        [
          [0, 0],
          [1, 2.006],
        ],
        { fill: "#070809" },
      ),
      line([[1, 1]], { stroke: "#0a0b0c", strokeWidth: 3, dash: [1, 2] }),
      label("7 < 8", 9, 10, { size: 11, fill: "#0d0e0f", anchor: "middle", bold: true }),
    ]),
  );
  expect(svg.split("\n")).toEqual([
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30" role="img" font-family="sans-serif">',
    "<title>A picture</title>",
    '<rect width="40" height="30" fill="#ffffff"/>',
    '<rect x="1" y="2" width="3.46" height="4" rx="1" fill="#010203"/>',
    '<circle cx="5" cy="6" r="7" fill="none" stroke="#040506" stroke-width="2" opacity="0.5"/>',
    '<polygon points="0,0 1,2.01" fill="#070809" stroke-linejoin="round"/>',
    '<polyline points="1,1" fill="none" stroke="#0a0b0c" stroke-width="3" stroke-linecap="round" stroke-linejoin="round" stroke-dasharray="1 2"/>',
    '<text x="9" y="10" fill="#0d0e0f" font-size="11" text-anchor="middle" font-weight="bold">7 &lt; 8</text>',
    "</svg>",
    "",
  ]);
});

const numbers = fc.double();
const paint = fc.record({
  fill: fc.constant("#123456"),
  stroke: fc.constant("#654321"),
  strokeWidth: numbers,
});
const points = fc.array(fc.tuple(numbers, numbers), { maxLength: 4 });
const texts = fc.string({ unit: "binary", maxLength: 12 });
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.tuple(numbers, numbers, numbers, numbers, paint).map((given) => rectangle(...given)),
  fc.tuple(numbers, numbers, numbers, paint).map((given) => circle(...given)),
  fc.tuple(points, paint).map((given) => polygon(...given)),
  fc.tuple(points, numbers).map(([at, strokeWidth]) => line(at, { stroke: "#123456", strokeWidth })),
  fc.tuple(texts, numbers, numbers).map(([text, x, y]) => label(text, x, y, { size: 9, fill: "#123456" })),
);

test("whatever a scene holds, the document is well-formed and its numbers are finite and short", () => {
  fc.assert(
    fc.property(fc.array(shapes, { maxLength: 5 }), texts, (list, title) => {
      const svg = svgOf(scene(list, title));
      expect(() => new Resvg(svg, { font: { loadSystemFonts: false } })).not.toThrow();
      for (const [, value] of svg
        .replaceAll(/>[^<]*</g, "><")
        .matchAll(/ (?:x|y|cx|cy|r|width|height|points)="([^"]*)"/g)) {
        for (const number of value!.split(/[ ,]/).filter(Boolean))
          expect(number).toMatch(/^-?\d{1,6}(\.\d{1,2})?$/);
      }
      expect(svg).not.toMatch(/ (?:r|width|height)="-/);
    }),
  );
});
