import type { ArmRow, MeasureRow, RunHead } from "../../dashboard/messages.js";
import { ABSENT, decimalsFor, fixed, intervalText } from "../../report/numbers.js";
import { Swatch } from "./swatch.js";

/** What arms came to so far: of trials that are done alone, as in the report. */
export function ArmsTable({
  head,
  rows,
}: {
  readonly head: RunHead;
  readonly rows: ReadonlyMap<number, ArmRow>;
}) {
  return (
    <section class="arms" aria-labelledby="arms-heading">
      <h2 id="arms-heading">Returns</h2>
      <p class="faint">Over trials that are done, with 95 % bootstrap intervals over seeds.</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys */}
      <section class="scrolled" tabIndex={0} aria-label="Returns by environment and rule">
        <table>
          <thead>
            <tr>
              <th scope="col">rule</th>
              <th scope="col" class="n">
                trials
              </th>
              <th scope="col" class="n">
                average return, IQM
              </th>
              <th scope="col" class="n">
                mean
              </th>
              <th scope="col" class="n">
                final return, mean
              </th>
            </tr>
          </thead>
          {head.environments.map(({ env }) => (
            <Environment key={env} {...{ env, head, rows }} />
          ))}
        </table>
      </section>
    </section>
  );
}

interface EnvironmentProps {
  readonly env: string;
  readonly head: RunHead;
  readonly rows: ReadonlyMap<number, ArmRow>;
}

function Environment({ env, head, rows }: EnvironmentProps) {
  const arms = head.arms.flatMap((arm, index) => (arm.env === env ? [{ ...arm, row: rows.get(index) }] : []));
  const values = arms.flatMap(({ row }) => [row?.averageReturn?.mean ?? 0, row?.finalReturn?.mean ?? 0]);
  const decimals = decimalsFor(values);
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5} class="group">
          {env}
        </th>
      </tr>
      {arms.map(({ rule, row }) => (
        <tr key={rule}>
          <th scope="row" class="rule">
            <Swatch place={head.rules.indexOf(rule)} /> {rule}
          </th>
          <td class="n">
            {row === undefined ? ABSENT : `${row.done} of ${row.planned}`}
            {row !== undefined && row.failed > 0 && <span class="bad-text"> {row.failed} failed</span>}
          </td>
          <Cell measure={row?.averageReturn} of="iqm" decimals={decimals} count={row?.done ?? 0} />
          <Cell measure={row?.averageReturn} of="mean" decimals={decimals} count={row?.done ?? 0} />
          <Cell measure={row?.finalReturn} of="mean" decimals={decimals} count={row?.done ?? 0} />
        </tr>
      ))}
    </tbody>
  );
}

interface CellProps {
  readonly measure: MeasureRow | undefined;
  readonly of: "mean" | "iqm";
  readonly decimals: number;
  readonly count: number;
}

/** Of a single seed there is no interval. */
function Cell({ measure, of, decimals, count }: CellProps) {
  if (measure === undefined) return <td class="n faint">{ABSENT}</td>;
  const interval = of === "mean" ? measure.meanCi95 : measure.iqmCi95;
  return (
    <td class="n">
      {fixed(measure[of], decimals)}{" "}
      {count > 1 && <span class="faint interval">{intervalText(interval, decimals)}</span>}
    </td>
  );
}
