import type { RunHead, SettingRow } from "../../dashboard/messages.js";
import { ABSENT } from "../../report/numbers.js";
import { Scrolled } from "./scrolled.js";
import { change, view } from "./view.js";

/** The hyperparameters of all arms, side by side. */
export function Settings({ head }: { readonly head: RunHead }) {
  const { areAllSettings } = view.value;
  const differing = head.settings.filter((row) => differs(row, head));
  const shown = areAllSettings ? head.settings : differing;
  const spans = head.environments.map(({ env, rules }) => ({ env, count: rules.length }));
  return (
    <section aria-labelledby="settings-heading">
      <h2 id="settings-heading">Hyperparameters</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={areAllSettings}
          onChange={({ currentTarget }) => change({ areAllSettings: currentTarget.checked })}
        />{" "}
        all {head.settings.length}, not only the {differing.length} in which rules differ
      </label>
      {shown.length === 0 ? (
        <p class="faint">Rules differ in nothing else.</p>
      ) : (
        <Scrolled label="Hyperparameters by arm">
          <table class="settings">
            <thead>
              {spans.length > 1 && (
                <tr>
                  <td />
                  {spans.map(({ env, count }) => (
                    <th key={env} scope="colgroup" colSpan={count}>
                      {env}
                    </th>
                  ))}
                </tr>
              )}
              <tr>
                <th scope="col">setting</th>
                {head.arms.map(({ env, rule }) => (
                  <th key={`${env} ${rule}`} scope="col">
                    {rule}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <Row key={row.path} row={row} head={head} />
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </section>
  );
}

function Row({ row, head }: { readonly row: SettingRow; readonly head: RunHead }) {
  const usual = new Map(head.environments.map(({ env }) => [env, commonest(valuesIn(env, row, head))]));
  return (
    <tr>
      <th scope="row" class="path">
        {row.path}
      </th>
      {row.values.map((value, arm) => {
        const { env, rule } = head.arms[arm]!;
        return (
          <td key={`${env} ${rule}`} class={value === usual.get(env) ? "" : "differs"}>
            {value ?? ABSENT}
          </td>
        );
      })}
    </tr>
  );
}

type Values = readonly (string | null)[];

/** Of the arms of an environment. */
const valuesIn = (env: string, { values }: SettingRow, { arms }: RunHead): Values =>
  values.filter((_, arm) => arms[arm]!.env === env);

/** Whether rules have different values in one and the same environment. */
const differs = (row: SettingRow, head: RunHead): boolean =>
  head.environments.some(({ env }) => new Set(valuesIn(env, row, head)).size > 1);

/** What most arms have: what differs from it stands out. */
function commonest(values: Values): string | null {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]![0];
}
