import { useMemo } from "preact/hooks";
import { Chart } from "../chart/chart.js";
import { seriesStyle } from "../theme/colours.js";
import { isDark } from "../theme/dark.js";
import { environmentOf } from "./environments.js";
import { figure } from "./figures.js";
import { runs, setup } from "./playground.js";
import { smoothed } from "./smoothed.js";

/** The learning curves of all rules, side by side. */
export function Curves() {
  const all = runs.value;
  const curves = all.map((run) => run.curve.value);
  const { title, window } = environmentOf(setup.value.env);
  const series = useMemo(
    () =>
      all.map(({ rule }, place) => {
        return { name: rule, style: seriesStyle(place), ...smoothed(curves[place]!, window) };
      }),
    [all, window, ...curves],
  );
  return (
    <section class="curves" aria-label="Learning curves">
      <ul class="key">
        {series.map(({ name, style, y }) => {
          const latest = y.at(-1);
          return (
            <li key={name}>
              <span class="swatch" style={{ background: isDark.value ? style.dark : style.light }} />
              {name}
              <b>{latest === undefined ? "…" : figure(Number(latest.toPrecision(3)))}</b>
            </li>
          );
        })}
      </ul>
      {series.every(({ y }) => y.length === 0) && (
        <p class="nothing">The curves begin when a first episode has ended.</p>
      )}
      <Chart
        label={`Returns in ${title}, by rule: ${series.map(({ name, y }) => `${name} ${y.at(-1)?.toPrecision(3) ?? "no episode yet"}`).join(", ")}`}
        xLabel="steps"
        yLabel={`return, mean of ${window} episodes`}
        series={series}
        height={240}
      />
    </section>
  );
}
