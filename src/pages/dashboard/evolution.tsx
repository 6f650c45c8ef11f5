import { useMemo } from "preact/hooks";
import type { EvolutionMessage } from "../../dashboard/messages.js";
import { Chart } from "../chart/chart.js";
import type { ChartSeries } from "../chart/chart-series.js";
import { seriesStyle } from "../theme/colours.js";
import { Notice } from "./notices.js";
import { Swatch } from "./swatch.js";

/** An evolution of a top-down network, by generation. */
export function EvolutionSection({ evolution }: { readonly evolution: EvolutionMessage }) {
  const { done, generations, state, resume } = evolution;
  const series = useMemo((): ChartSeries[] => {
    const { generation: x, mean, lowest, highest, validation } = evolution;
    const tried = validation.flatMap((value, k) => (value === null ? [] : [{ x: x[k]!, value }]));
    return [
      {
        ...{ name: "fitness: mean, lowest to highest", style: seriesStyle(0), x },
        ...{ y: mean, low: lowest, high: highest },
      },
      {
        ...{ name: "on validation tasks", style: seriesStyle(1) },
        ...{ x: tried.map((one) => one.x), y: tried.map((one) => one.value) },
      },
    ];
  }, [evolution]);
  return (
    <section aria-labelledby="evolution-heading">
      <div class="progress">
        <progress value={done / generations} aria-label="Generations done" />
        <p>
          {done} of {generations} generations
        </p>
      </div>
      {state === "interrupted" && (
        <Notice kind="warn">
          <b>Interrupted.</b> Nothing works on this evolution. What was done is kept; to go on:{" "}
          <code>{resume}</code>
        </Notice>
      )}
      <h2 id="evolution-heading">Fitness</h2>
      {done === 0 ? (
        <p class="faint">The first generation is not done yet.</p>
      ) : (
        <>
          <ul class="names">
            {series.map(({ name }, place) => (
              <li key={name}>
                <Swatch place={place} /> {name}
              </li>
            ))}
          </ul>
          <Chart
            label="Fitness by generation"
            xLabel="generation"
            yLabel="fitness"
            series={series}
            height={400}
          />
        </>
      )}
    </section>
  );
}
