import { useEffect, useMemo, useRef } from "preact/hooks";
import { isDark } from "../../theme/dark.js";
import { environmentOf } from "../environments.js";
import { setup } from "../playground.js";
import type { Run } from "../run.js";
import { recordedAgent } from "../settings.js";
import { DARK, drawEdges, drawNames, drawUnits, LIGHT, type UnitNames } from "./draw.js";
import { largestEdges } from "./edges.js";
import { layOut, middles } from "./layout.js";
import { drawnUnits, layerCredits } from "./units.js";

/** Of the drawing, in its own units. */
const WIDTH = 560;
const HEIGHT = 300;
/** For names. */
const MARGIN = 58;
/** Of names, as they are seen, and what there is room for in the drawing's own units. */
const NAME_SIZE = 12;
const LARGEST_NAME = 18;
/** Drawn of all between two layers. */
export const MOST_EDGES = 150;

/** The network of a run: units, connections and credit, as they are now. */
export function NetworkView({ run }: { readonly run: Run }) {
  const edgesHost = useRef<HTMLCanvasElement>(null);
  const unitsHost = useRef<HTMLCanvasElement>(null);
  const shape = run.shape.value;
  const seen = run.seen.value;
  const weights = run.weights.value;
  const dark = isDark.value;
  const colours = dark ? DARK : LIGHT;
  const sizes = useMemo(() => (shape === undefined ? [] : [shape.inputs, ...shape.units]), [shape]);
  const { env } = setup.value;
  const names = useMemo(() => namesOf(env, run.rule, sizes.at(-1) ?? 0), [env, run.rule, sizes]);
  const layout = useMemo(
    () =>
      layOut(
        sizes,
        WIDTH - (names.inputs.length > 0 ? 2 : 1) * MARGIN,
        HEIGHT,
        names.inputs.length > 0 ? MARGIN : 0,
      ),
    [sizes, names],
  );

  useEffect(() => {
    if (weights === undefined) return;
    draw(edgesHost.current!, (context) => {
      drawEdges(context, layout, largestEdges(weights, sizes, MOST_EDGES), colours);
      const size = Math.min((NAME_SIZE * WIDTH) / edgesHost.current!.clientWidth, LARGEST_NAME);
      drawNames(context, layout, names, { colour: colours.words, size });
    });
  }, [weights, layout, dark]);
  useEffect(() => {
    if (seen === undefined || sizes.length === 0) return;
    draw(unitsHost.current!, (context) => drawUnits(context, layout, drawnUnits(seen, sizes), colours));
  }, [seen, layout, dark]);

  if (shape === undefined) return <div class="network empty" />;
  const { units, inputs } = shape;
  const credits = seen === undefined ? [] : layerCredits(seen.credit, units);
  const places = middles(layout).map((x) => `${(100 * x) / WIDTH}%`);
  const told = units.map((count, l) => ({
    count: `${count}`,
    credit: credits[l] === undefined ? "" : short(credits[l]),
  }));
  return (
    <figure class="network">
      <div
        class="canvases"
        role="img"
        aria-label={`Network of ${run.rule}: ${inputs} inputs, then layers of ${units.join(", ")} units`}
      >
        <canvas ref={edgesHost} />
        <canvas ref={unitsHost} />
      </div>
      <figcaption>
        <span class="place" style={{ left: `max(${places[0]}, 2.4rem)` }}>
          {inputs} inputs
          <small>mean credit</small>
        </span>
        {told.map(({ count, credit }, l) => (
          <span class="place" key={`${run.rule}-${l}`} style={{ left: places[l + 1] }}>
            {count} {count === "1" ? "unit" : "units"}
            <small>{credit}</small>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** The output's units stand for actions: of n a softmax has n − 1 units, and the last action is none of theirs. */
function namesOf(env: string, rule: string, outputs: number): UnitNames {
  const { inputs = [], actions } = environmentOf(env);
  const { output } = recordedAgent(env, rule);
  return { inputs, outputs: output === "bernoulli" ? actions.slice(1) : actions.slice(0, outputs) };
}

/** Clears the canvas, as sharp as the screen is, and draws in the drawing's units. */
function draw(canvas: HTMLCanvasElement, paint: (context: CanvasRenderingContext2D) => void): void {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const [width, height] = [Math.round(WIDTH * ratio), Math.round(HEIGHT * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  paint(context);
}

/** Two digits, whatever the size. */
function short(value: number): string {
  if (value === 0) return "0";
  return value >= 0.01 && value < 1000 ? value.toPrecision(2) : value.toExponential(1).replace("-", "−");
}
