import { factorAt, LAST_POSITION, positionOf } from "./factor-scale.js";
import { factorsNow } from "./link.js";
import { changeRates, noMoreChanges, setup } from "./playground.js";
import type { Run } from "./run.js";
import { recordedAgent } from "./settings.js";

/** Rates of a rule's layers, to be changed while it learns. */
export function RatesPanel({ run }: { readonly run: Run }) {
  const { env } = setup.value;
  const { hidden, feedback } = recordedAgent(env, run.rule);
  const factors = run.chosen.value ?? factorsNow(setup.value, run.rule);
  const rates = run.seen.value?.rates;
  const set = (chosen: readonly number[], value: number): void =>
    changeRates(
      run,
      factors.map((factor, l) => (chosen.includes(l) ? value : factor)),
      chosen.join(),
    );
  const layers = factors.map((_, l) => l);
  const actor = layers.slice(0, -1);
  const critic = layers.length - 1;
  const isEqual = actor.every((l) => factors[l] === factors[0]);
  const hasCritic = feedback === "td-error";
  return (
    <div class="rates">
      <Factor
        name="Learning rates"
        factor={isEqual ? factors[0]! : undefined}
        onChange={(value) => set(actor, value)}
      />
      <details>
        <summary>Each layer apart</summary>
        {actor.map((l) => (
          <Factor
            key={l}
            name={l < hidden.length ? `Hidden layer ${l + 1}` : "Output layer"}
            factor={factors[l]}
            rate={rates?.[l]}
            onChange={(value) => set([l], value)}
          />
        ))}
        {hasCritic && (
          <Factor
            name="Critic, all layers"
            factor={factors[critic]}
            rate={rates?.[critic]}
            onChange={(value) => set([critic], value)}
          />
        )}
      </details>
      {noMoreChanges.value !== undefined && <p class="faint">{noMoreChanges.value}</p>}
    </div>
  );
}

interface FactorProps {
  readonly name: string;
  /** Undefined where layers differ. */
  readonly factor: number | undefined;
  /** Of now, the factor in it. */
  readonly rate?: number | undefined;
  readonly onChange: (factor: number) => void;
}

function Factor({ name, factor, rate, onChange }: FactorProps) {
  return (
    <label class="factor">
      <span>{name}</span>
      <input
        type="range"
        min={-LAST_POSITION}
        max={LAST_POSITION}
        step="1"
        value={positionOf(factor ?? 1)}
        disabled={noMoreChanges.value !== undefined}
        aria-valuetext={factor === undefined ? "layers differ" : `times ${shown(factor)}`}
        onInput={(event) => onChange(factorAt(event.currentTarget.valueAsNumber))}
      />
      <span class="value">
        {factor === undefined ? "layers differ" : `× ${shown(factor)}`}
        {rate !== undefined && <small>{rate.toExponential(1).replace("-", "−")}</small>}
      </span>
    </label>
  );
}

/** Sliders give no more digits; links may. */
const shown = (factor: number): number => Number(factor.toPrecision(3));
