import fc from "fast-check";
import { expect, test } from "vitest";
import { sharesOf } from "../../src/evolution/shares.js";

const sizes = fc.integer({ min: 1, max: 70 });

test("shares cover every member's every task once, and differ by no more than a row and a column", () => {
  fc.assert(
    fc.property(sizes, sizes, fc.integer({ min: 1, max: 8 }), (members, tasks, workers) => {
      const shares = sharesOf(members, tasks, workers);
      const seen = shares.flatMap((share) =>
        Array.from({ length: share.members * share.tasks }, (_, k) => {
          const member = share.firstMember + Math.floor(k / share.tasks);
          return member * tasks + share.firstTask + (k % share.tasks);
        }),
      );
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: members * tasks }, (_, k) => k));
      for (const size of ["members", "tasks"] as const) {
        const all = shares.map((share) => share[size]);
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
      }
      // Enough for every worker, as long as there are lifetimes.
      expect(shares.length).toBeGreaterThanOrEqual(Math.min(workers, members * tasks));
    }),
  );
});
