import { COLOURS, type Drawing, label, line, rectangle, type Scene, type Shape } from "gymnasium-js";
import type { BanditModel } from "./bandit-model.js";
import type { BanditTask } from "./bandit-task.js";

const WIDTH = 520;
const HEIGHT = 380;
const LEFT = 24;
const INNER = WIDTH - 2 * LEFT;
/** What a bar may be long. */
const REACH = 58;

/** The context and the mean reward of every arm, which the agent is not told; the arm that was pulled is orange. */
export function banditDrawing(task: BanditTask, model: BanditModel): Drawing<number> {
  return {
    renderFps: 2,
    scene: (variables, action) =>
      banditScene(
        [...variables],
        [...model.means(Float32Array.from(variables))].map((mean) => task.scale * mean),
        action,
      ),
  };
}

function banditScene(context: readonly number[], means: readonly number[], arm: number | undefined): Scene {
  const best = means.indexOf(Math.max(...means));
  const largest = Math.max(...means.map(Math.abs), 1e-9);
  const colourOf = (k: number): string =>
    k === arm ? COLOURS.orange : k === best ? COLOURS.green : COLOURS.paleBlue;
  const remark =
    arm === undefined
      ? "green: the best arm"
      : arm === best
        ? `arm ${arm + 1} was pulled: the best`
        : `arm ${arm + 1} was pulled, arm ${best + 1} is the best`;
  return {
    title: "A contextual bandit",
    width: WIDTH,
    height: HEIGHT,
    background: COLOURS.paper,
    shapes: [
      label("context", LEFT, 30, { size: 16, fill: COLOURS.faint }),
      // Three standard deviations fill the height.
      ...bars(
        context.map((value) => value / 3),
        100,
        () => COLOURS.blue,
      ),
      label("mean reward of each arm", LEFT, 202, { size: 16, fill: COLOURS.faint }),
      ...bars(
        means.map((value) => value / largest),
        274,
        colourOf,
      ),
      label(remark, LEFT, HEIGHT - 18, { size: 16, fill: COLOURS.ink, bold: arm !== undefined }),
    ],
  };
}

/** @param shares of the largest length, up and down from a base line; cut off beyond ±1 */
function bars(shares: readonly number[], base: number, colourOf: (k: number) => string): readonly Shape[] {
  const step = INNER / shares.length;
  const width = Math.min(0.72 * step, 48);
  return [
    ...shares.map((share, k) => {
      const height = Math.min(Math.abs(share), 1) * REACH;
      const x = LEFT + (k + 0.5) * step - width / 2;
      return rectangle(x, share > 0 ? base - height : base, width, height, {
        ...{ fill: colourOf(k), stroke: COLOURS.ink, strokeWidth: 0.6, radius: Math.min(3, width / 4) },
      });
    }),
    line(
      [
        [LEFT, base],
        [WIDTH - LEFT, base],
      ],
      { stroke: COLOURS.ink, strokeWidth: 1.5 },
    ),
  ];
}
