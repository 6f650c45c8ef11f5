import { Picture } from "../picture/picture.js";
import { seriesStyle } from "../theme/colours.js";
import { isDark } from "../theme/dark.js";
import { figure } from "./figures.js";
import { hashOf } from "./link.js";
import { NetworkView } from "./network/network-view.js";
import { setup } from "./playground.js";
import { RatesPanel } from "./rates-panel.js";
import type { Run } from "./run.js";
import { isTuned } from "./settings.js";

/** One rule: its environment, its network, how far it is, and its rates. */
export function ArmCard({ run, place }: { readonly run: Run; readonly place: number }) {
  const { rule } = run;
  const style = seriesStyle(place);
  const seen = run.seen.value;
  const failure = run.failure.value;
  return (
    <article
      class="arm"
      aria-labelledby={`arm-${place}`}
      style={{ "--arm": isDark.value ? style.dark : style.light }}
    >
      <h2 id={`arm-${place}`}>
        <a href={hashOf({ view: "rules", rule })}>{rule}</a>
        {!isTuned(setup.value.env, rule) && <small>rates not searched for here</small>}
      </h2>
      {failure !== undefined && (
        <p class="failure" role="alert">
          {failure}
        </p>
      )}
      <div class="scenes">
        <div>
          <Picture svg={seen?.frame ?? ""} />
          <dl class="facts">
            <Fact name="Episodes" value={seen?.episodes} />
            <Fact name="Steps" value={seen?.steps} />
            <Fact name="Steps a second" value={seen && Math.round(seen.stepsPerSecond)} />
            <Fact
              name="Last 20 returns"
              value={seen === undefined || Number.isNaN(seen.recentReturn) ? undefined : seen.recentReturn}
            />
          </dl>
        </div>
        <NetworkView run={run} />
      </div>
      <RatesPanel run={run} />
    </article>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: number | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value === undefined ? "…" : figure(value)}</dd>
    </div>
  );
}
