import { useMemo, useState } from "preact/hooks";
import type { DiagnosticsMessage, RunHead } from "../../dashboard/messages.js";
import { Chart } from "../chart/chart.js";
import type { ChartSeries } from "../chart/chart-series.js";
import { seriesStyle } from "../theme/colours.js";
import { AXIS_NAMES } from "./curves.js";
import { useEvents } from "./use-events.js";
import { change, view } from "./view.js";

/** What was measured of updates and units, of each layer; asked for when it is opened. */
export function Diagnostics({ id, head }: { readonly id: string; readonly head: RunHead }) {
  const { isDiagnosticsOpen } = view.value;
  return (
    <section aria-labelledby="diagnostics-heading">
      <h2 id="diagnostics-heading">Diagnostics</h2>
      <button
        type="button"
        aria-expanded={isDiagnosticsOpen}
        onClick={() => change({ isDiagnosticsOpen: !isDiagnosticsOpen })}
      >
        {isDiagnosticsOpen ? "Hide" : "Show"} diagnostics
      </button>
      {isDiagnosticsOpen && <Panels id={id} head={head} />}
    </section>
  );
}

function Panels({ id, head }: { readonly id: string; readonly head: RunHead }) {
  const [message, setMessage] = useState<DiagnosticsMessage>();
  useEvents(`api/diagnostics?${new URLSearchParams({ id })}`, { diagnostics: setMessage });
  if (message === undefined) return <p class="faint">Reading…</p>;
  if (message.lines.length === 0) return <p class="faint">Nothing has been measured yet.</p>;
  return (
    <>
      {head.environments.map(({ env, axis }) => {
        const arms = head.arms.flatMap((arm, index) => (arm.env === env ? [index] : []));
        const lines = message.lines.filter(({ arm }) => arms.includes(arm));
        const layers = Math.max(-1, ...lines.map(({ layer }) => layer)) + 1;
        const quantities = message.quantities.filter(({ key }) => lines.some((one) => one.quantity === key));
        return (
          <section key={env}>
            <h3 class="panels-heading">{env}</h3>
            {quantities.map((quantity) => (
              <div key={quantity.key} class="panels">
                {Array.from({ length: layers }, (_, layer) => (
                  <Panel
                    key={layer}
                    {...{ head, lines, quantity, layer }}
                    title={layer === layers - 1 ? "output layer" : `layer ${layer + 1}`}
                    xLabel={AXIS_NAMES[axis]}
                    env={env}
                  />
                ))}
              </div>
            ))}
          </section>
        );
      })}
    </>
  );
}

interface PanelProps {
  readonly head: RunHead;
  readonly lines: DiagnosticsMessage["lines"];
  readonly quantity: DiagnosticsMessage["quantities"][number];
  readonly layer: number;
  readonly title: string;
  readonly xLabel: string;
  readonly env: string;
}

function Panel({ head, lines, quantity, layer, title, xLabel, env }: PanelProps) {
  const { off } = view.value;
  const hidden = off.join("\n");
  const series = useMemo(
    () =>
      lines
        .filter((one) => one.quantity === quantity.key && one.layer === layer)
        .filter(({ arm }) => !hidden.split("\n").includes(head.arms[arm]!.rule))
        .map((one): ChartSeries => {
          const { rule } = head.arms[one.arm]!;
          // A logarithmic axis has no place for zero.
          const shown = (values: typeof one.y) =>
            quantity.isLog ? values.map((value) => (value !== null && value > 0 ? value : null)) : values;
          const style = seriesStyle(head.rules.indexOf(rule));
          return { name: rule, style, x: one.x, y: shown(one.y), low: shown(one.low), high: shown(one.high) };
        }),
    [lines, quantity, layer, hidden],
  );
  return (
    <figure class="panel">
      <figcaption>
        {quantity.title} <span class="faint">{title}</span>
      </figcaption>
      <Chart
        label={`${env}, ${title}: ${quantity.title}`}
        xLabel={xLabel}
        yLabel=""
        series={series}
        height={190}
        isLog={quantity.isLog}
        mark={quantity.mark ?? undefined}
      />
    </figure>
  );
}
