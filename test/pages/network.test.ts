import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestEdges } from "../../src/pages/playground/network/edges.js";
import { layOut } from "../../src/pages/playground/network/layout.js";
import { drawnUnits, layerCredits } from "../../src/pages/playground/network/units.js";

const sizes = fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 2, maxLength: 5 });

describe("the layout of a network", () => {
  it("has room for all units, apart from each other and within the drawing, from left to right", () => {
    fc.assert(
      fc.property(sizes, (counts) => {
        const { spots, radius } = layOut(counts, 560, 300);
        expect(spots.map(({ length }) => length)).toEqual(counts);
        const all = spots.flat();
        const inside = all.every(
          ({ x, y }) =>
            x >= radius - 1e-9 && x <= 560 - radius + 1e-9 && y >= radius - 1e-9 && y <= 300 - radius + 1e-9,
        );
        expect(inside).toBe(true);
        const nearest = all.flatMap((a, k) => all.slice(k + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
        expect(nearest.every((distance) => distance > 2 * radius)).toBe(true);
        const right = spots.map((layer) => Math.max(...layer.map(({ x }) => x)));
        spots.slice(1).forEach((layer, l) => {
          expect(Math.min(...layer.map(({ x }) => x))).toBeGreaterThan(right[l]!);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe("the connections that are drawn", () => {
  it("are the largest between each two layers, biases left out", () => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.integer({ min: 1, max: 6 }),
          fc.integer({ min: 1, max: 6 }),
          fc.integer({ min: 1, max: 3 }),
        ),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.float({ min: -4, max: 4, noNaN: true })),
        (counts, most, stream) => {
          const length = (counts[0] + 1) * counts[1] + (counts[1] + 1) * counts[2];
          const weights = Float32Array.from({ length }, () => stream.next().value);
          const found = largestEdges(weights, counts, most);
          let start = 0;
          [0, 1].forEach((layer) => {
            const [from, to] = [counts[layer]!, counts[layer + 1]!];
            const own = [...weights.subarray(start, start + from * to)];
            start += (from + 1) * to;
            const expected = own
              .map(Math.abs)
              .filter((size) => size > 0)
              .sort((a, b) => b - a)
              .slice(0, most);
            expect(found[layer]!.map(({ weight }) => Math.abs(weight)).reverse()).toEqual(expected);
            for (const edge of found[layer]!) expect(own[edge.from * to + edge.to]).toBe(edge.weight);
          });
        },
      ),
    );
  });
});

describe("units as they are drawn", () => {
  const seen = {
    activity: Float32Array.of(-4, 2, /* hidden */ 1, 0, -0.5, /* output */ 1),
    credit: Float32Array.of(0.1, -0.4, 0, /* output */ -3),
  };

  it("are lit by what they put out, and ringed by their share of the layer's largest credit", () => {
    const [inputs, hidden, output] = drawnUnits(seen, [2, 3, 1]);
    expect(inputs).toEqual([
      { lit: -1, credit: 0 },
      { lit: 0.5, credit: 0 },
    ]);
    expect(hidden!.map(({ lit }) => lit)).toEqual([1, 0, -0.5]);
    expect(hidden!.map(({ credit }) => credit)).toEqual([expect.closeTo(0.25), -1, 0]);
    expect(output).toEqual([{ lit: 1, credit: -1 }]);
  });

  it("have no rings where nothing was told", () => {
    const units = drawnUnits({ ...seen, credit: new Float32Array(4) }, [2, 3, 1]);
    expect(units.flat().every(({ credit }) => credit === 0)).toBe(true);
  });

  it("have mean sizes by layer", () => {
    expect(layerCredits(seen.credit, [3, 1])).toEqual([expect.closeTo(0.5 / 3), 3]);
  });
});
