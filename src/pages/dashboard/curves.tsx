import { useMemo } from "preact/hooks";
import type { ArmCurve, Axis, RunHead } from "../../dashboard/messages.js";
import { Chart } from "../chart/chart.js";
import type { ChartSeries } from "../chart/chart-series.js";
import type { Range } from "../chart/zoom.js";
import { seriesStyle } from "../theme/colours.js";
import { change, view } from "./view.js";

export const AXIS_NAMES: Readonly<Record<Axis, string>> = { episode: "episode", step: "environment step" };

/** A chart for each environment. */
export function Curves({
  head,
  curves,
  isRunning,
}: {
  readonly head: RunHead;
  readonly curves: ReadonlyMap<number, ArmCurve>;
  /** Whether somebody works on the run. */
  readonly isRunning: boolean;
}) {
  const { environments } = head;
  return (
    <div class={environments.length > 1 ? "charts several" : "charts"}>
      {environments.map(({ env, axis }, place) => (
        <EnvironmentChart key={env} {...{ head, curves, isRunning, env, axis, place }} />
      ))}
    </div>
  );
}

interface EnvironmentChartProps {
  readonly head: RunHead;
  readonly curves: ReadonlyMap<number, ArmCurve>;
  readonly isRunning: boolean;
  readonly env: string;
  readonly axis: Axis;
  readonly place: number;
}

function EnvironmentChart({ head, curves, isRunning, env, axis, place }: EnvironmentChartProps) {
  const { off, zoom, centre = head.centre, band } = view.value;
  const hidden = off.join("\n");
  const series = useMemo(
    () => seriesOf(head, curves, env, hidden.split("\n"), band !== "none"),
    [head, curves, env, hidden, band],
  );
  const own = [...curves.values()].filter(({ arm }) => head.arms[arm]?.env === env);
  const end = Math.max(0, ...own.map((curve) => curve.end));
  // A link may show what a shorter run does not have.
  const range = (zoom[place]?.[0] ?? 0) < end ? zoom[place] : undefined;
  const onRange = (wanted: Range | undefined): void => {
    const { [place]: _before, ...others } = view.peek().zoom;
    change({ zoom: wanted === undefined ? others : { ...others, [place]: wanted } });
  };
  return (
    <section class="environment" aria-labelledby={`env-${place}`}>
      <div class="environment-head">
        <h3 id={`env-${place}`}>{env}</h3>
        <span class="faint">
          {centre === "iqm" ? "interquartile mean" : "mean"} over {seedsText(own)}
        </span>
        <button type="button" disabled={range === undefined} onClick={() => onRange(undefined)}>
          Reset zoom
        </button>
      </div>
      {own.length === 0 ? (
        <p class="waiting faint">
          {isRunning
            ? "No curve yet: it begins when an episode has ended."
            : "No curve: no episode has ended in a trial that did not fail."}
        </p>
      ) : series.length === 0 ? (
        <p class="waiting faint">All rules are hidden: the buttons above show them.</p>
      ) : (
        <Chart
          label={`${env}: learning curves`}
          xLabel={AXIS_NAMES[axis]}
          yLabel="return per episode"
          series={series}
          height={head.environments.length > 1 ? 300 : 400}
          range={range}
          onRange={onRange}
          extent={[0, end]}
        />
      )}
    </section>
  );
}

/** Single seeds first: the others are drawn over them. */
function seriesOf(
  head: RunHead,
  curves: ReadonlyMap<number, ArmCurve>,
  env: string,
  off: readonly string[],
  isBanded: boolean,
): ChartSeries[] {
  const shown = head.arms.flatMap((arm, index) => {
    const curve = curves.get(index);
    return arm.env !== env || off.includes(arm.rule) || curve === undefined ? [] : [{ arm, curve }];
  });
  const styleOf = (rule: string) => seriesStyle(head.rules.indexOf(rule));
  const seeds = shown.flatMap(({ arm, curve }) =>
    (curve.runs ?? []).map(({ seed, y }): ChartSeries => {
      return { name: `${arm.rule}, seed ${seed}`, style: styleOf(arm.rule), x: curve.x, y, isFaint: true };
    }),
  );
  const lines = shown.map(({ arm, curve }): ChartSeries => {
    const { x, y, low, high, counts } = curve;
    return {
      ...{ name: arm.rule, style: styleOf(arm.rule), x, y },
      ...(isBanded && { low, high }),
      notes: counts.map((count) => `(n=${count})`),
    };
  });
  return [...seeds, ...lines];
}

function seedsText(curves: readonly ArmCurve[]): string {
  const counts = curves.map(({ seeds }) => seeds).filter((count) => count > 0);
  if (counts.length === 0) return "seeds";
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? `${least} ${least === 1 ? "seed" : "seeds"}` : `${least} to ${most} seeds`;
}
