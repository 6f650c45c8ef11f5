import { useEffect, useRef, useState } from "preact/hooks";
import type { Band, Centre, RunHead } from "../../dashboard/messages.js";
import { Swatch } from "./swatch.js";
import { change, view } from "./view.js";

/** Milliseconds for which a slider rests before what it says is asked for. */
const REST = 120;

/** What of the curves is shown, and how. */
export function Controls({ head }: { readonly head: RunHead }) {
  const { off, band, centre = head.centre, seeds } = view.value;
  const toggle = (rule: string): void =>
    change({ off: off.includes(rule) ? off.filter((one) => one !== rule) : [...off, rule] });
  return (
    <div class="controls">
      {/* biome-ignore lint/a11y/useSemanticElements: buttons, no fields of a form */}
      <div class="legend" role="group" aria-label="Rules that are shown">
        {head.rules.map((rule, place) => (
          <button
            type="button"
            key={rule}
            aria-pressed={!off.includes(rule)}
            onClick={() => toggle(rule)}
            class="legend-entry"
          >
            <Swatch place={place} /> {rule}
          </button>
        ))}
      </div>
      <div class="fields">
        <label>
          Line{" "}
          <select
            value={centre}
            onChange={({ currentTarget }) => change({ centre: currentTarget.value as Centre })}
          >
            <option value="mean">mean</option>
            <option value="iqm">interquartile mean</option>
          </select>
        </label>
        <label>
          Band{" "}
          <select
            value={band}
            onChange={({ currentTarget }) => change({ band: currentTarget.value as Band })}
          >
            <option value="ci95">95 % interval over seeds</option>
            <option value="iqr">interquartile range</option>
            <option value="none">none</option>
          </select>
        </label>
        <Smoothing />
        <label class="check">
          <input
            type="checkbox"
            checked={seeds}
            onChange={({ currentTarget }) => change({ seeds: currentTarget.checked })}
          />{" "}
          single seeds
        </label>
      </div>
    </div>
  );
}

function Smoothing() {
  const { smooth } = view.value;
  const [own, setOwn] = useState(smooth);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setOwn(smooth), [smooth]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <label>
      Smoothing{" "}
      <input
        type="range"
        min="0"
        max="20"
        step="1"
        value={own}
        aria-valuetext={own === 0 ? "none" : `${own} percent of the axis`}
        onInput={({ currentTarget }) => {
          const wanted = Number(currentTarget.value);
          setOwn(wanted);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => change({ smooth: wanted }, false), REST);
        }}
      />{" "}
      <span class="faint smoothing-value">{own === 0 ? "none" : `${own} %`}</span>
    </label>
  );
}
