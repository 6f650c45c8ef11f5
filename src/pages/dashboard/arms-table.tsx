import type { ArmRow, MeasureRow, RunHead } from "../../dashboard/messages.js";
import { ABSENT, decimalsFor, fixed, intervalText } from "../../report/numbers.js";
import { isNarrow } from "./narrow.js";
import { Scrolled } from "./scrolled.js";
import { Swatch } from "./swatch.js";

interface ArmsProps {
  readonly head: RunHead;
  readonly rows: ReadonlyMap<number, ArmRow>;
}

/** What stands of each arm; `short` is enough beside the others. */
const MEASURES = [
  { title: "average return, IQM", short: "average return, IQM", measure: "averageReturn", of: "iqm" },
  { title: "average return, mean", short: "mean", measure: "averageReturn", of: "mean" },
  { title: "final return, mean", short: "final return, mean", measure: "finalReturn", of: "mean" },
] as const;

/** What arms came to so far: of trials that are done alone, as in the report. */
export function ArmsTable({ head, rows }: ArmsProps) {
  return (
    <section class="arms" aria-labelledby="arms-heading">
      <h2 id="arms-heading">Returns</h2>
      <p class="faint">Over trials that are done, with 95 % bootstrap intervals over seeds.</p>
      {isNarrow.value ? <Lists {...{ head, rows }} /> : <Table {...{ head, rows }} />}
    </section>
  );
}

function Table({ head, rows }: ArmsProps) {
  return (
    <Scrolled label="Returns by environment and rule">
      <table>
        <thead>
          <tr>
            <th scope="col">rule</th>
            <th scope="col" class="n">
              trials
            </th>
            {MEASURES.map(({ title, short }) => (
              <th key={title} scope="col" class="n">
                {short}
              </th>
            ))}
          </tr>
        </thead>
        {head.environments.map(({ env }) => {
          const { arms, decimals } = armsIn(env, { head, rows });
          return (
            <tbody key={env}>
              <tr>
                <th scope="rowgroup" colSpan={2 + MEASURES.length} class="group">
                  {env}
                </th>
              </tr>
              {arms.map(({ rule, row }) => (
                <tr key={rule}>
                  <th scope="row" class="rule">
                    <Swatch place={head.rules.indexOf(rule)} /> {rule}
                  </th>
                  <td class="n">
                    <Trials row={row} />
                  </td>
                  {MEASURES.map(({ title, measure, of }) => (
                    <td key={title} class="n">
                      <Value measure={row?.[measure]} count={row?.done ?? 0} {...{ of, decimals }} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </Scrolled>
  );
}

/** The same for narrow pages, below each other. */
function Lists({ head, rows }: ArmsProps) {
  return (
    <>
      {head.environments.map(({ env }) => {
        const { arms, decimals } = armsIn(env, { head, rows });
        return (
          <section key={env} class="arms-list">
            <h3>{env}</h3>
            {arms.map(({ rule, row }) => (
              <div key={rule} class="arm">
                <h4>
                  <Swatch place={head.rules.indexOf(rule)} /> {rule}
                </h4>
                <dl>
                  <dt>trials</dt>
                  <dd>
                    <Trials row={row} />
                  </dd>
                  {MEASURES.map(({ title, measure, of }) => [
                    <dt key={title}>{title}</dt>,
                    <dd key={`${title}, value`}>
                      <Value measure={row?.[measure]} count={row?.done ?? 0} {...{ of, decimals }} />
                    </dd>,
                  ])}
                </dl>
              </div>
            ))}
          </section>
        );
      })}
    </>
  );
}

/** An environment's arms with their rows, and with how many decimals all their numbers stand. */
function armsIn(env: string, { head, rows }: ArmsProps) {
  const arms = head.arms.flatMap(({ rule, ...arm }, index) =>
    arm.env === env ? [{ rule, row: rows.get(index) }] : [],
  );
  const values = arms.flatMap(({ row }) => [row?.averageReturn?.mean ?? 0, row?.finalReturn?.mean ?? 0]);
  return { arms, decimals: decimalsFor(values) };
}

function Trials({ row }: { readonly row: ArmRow | undefined }) {
  if (row === undefined) return <>{ABSENT}</>;
  return (
    <>
      {row.done} of {row.planned}
      {row.failed > 0 && <span class="bad-text"> {row.failed} failed</span>}
    </>
  );
}

interface ValueProps {
  readonly measure: MeasureRow | undefined;
  readonly of: "mean" | "iqm";
  readonly decimals: number;
  readonly count: number;
}

/** Of a single seed there is no interval. */
function Value({ measure, of, decimals, count }: ValueProps) {
  if (measure === undefined) return <span class="faint">{ABSENT}</span>;
  const interval = of === "mean" ? measure.meanCi95 : measure.iqmCi95;
  return (
    <>
      {fixed(measure[of], decimals)}{" "}
      {count > 1 && <span class="faint interval">{intervalText(interval, decimals)}</span>}
    </>
  );
}
