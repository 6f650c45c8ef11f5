import type { Box } from "../spaces/box.js";
import type { Discrete } from "../spaces/discrete.js";
import type { Space } from "../spaces/space.js";
import type { CheckContext } from "./check-env.js";
import { text, whole } from "./text.js";

/** Whether a space is a space, holds its own samples, and repeats them with a seed. */
export function checkSpace(space: Space | undefined, role: string, report: CheckContext["report"]): void {
  const methods = ["contains", "sample", "seed"] as const;
  const missing = methods.filter((method) => typeof (space as Space | undefined)?.[method] !== "function");
  if (space === undefined || missing.length > 0) {
    report(
      "spaces",
      role,
      `it lacks ${missing.join(", ")}`,
      "set it to a Box, a Discrete or another space, as a field of the class",
    );
    return;
  }
  const draw = (): unknown[] => {
    space.seed(5);
    return Array.from({ length: 10 }, () => space.sample());
  };
  const [first, second] = [draw(), draw()];
  const outside = first.find((sample) => !space.contains(sample));
  if (outside !== undefined) {
    report(
      "spaces",
      `${role}.sample`,
      `it gave ${text(outside)}, which is not in ${space}`,
      "let sample and contains agree",
    );
  }
  if (whole(first) !== whole(second)) {
    report(
      "spaces",
      `${role}.seed`,
      "equal seeds gave different samples",
      "draw from a generator that seed restarts",
    );
  }
  if (space.kind === "Box") {
    const { low, high } = space as Box;
    const flat = Array.from(low).findIndex((value, i) => value === high[i]);
    if (flat >= 0) {
      report(
        "spaces",
        `${role}.low[${flat}]`,
        `it equals high: ${low[flat]}`,
        "leave out entries that never change, or widen them",
        "advice",
      );
    }
  } else if (space.kind === "Discrete" && (space as Discrete).shape.length > 0) {
    report(
      "spaces",
      `${role}.shape`,
      `a Discrete space has shape ${text(space.shape)}`,
      "use an empty shape",
    );
  }
}
