import { factorsNow } from "./link.js";
import { changeRates, noMoreChanges, setup } from "./playground.js";
import type { Run } from "./run.js";
import { FACTOR_LIMITS, recordedAgent } from "./settings.js";

const STEPS_PER_OCTAVE = 2;
const MOST = Math.log2(FACTOR_LIMITS.most) * STEPS_PER_OCTAVE;

/** Rates of a rule's layers, to be changed while it learns. */
export function RatesPanel({ run }: { readonly run: Run }) {
  const { env } = setup.value;
  const { hidden, feedback } = recordedAgent(env, run.rule);
  const factors = factorsNow(setup.value, run.rule);
  const rates = run.seen.value?.rates;
  const set = (chosen: readonly number[], value: number): void =>
    changeRates(
      run,
      factors.map((factor, l) => (chosen.includes(l) ? value : factor)),
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
        min={-MOST}
        max={MOST}
        step="1"
        value={Math.round(Math.log2(factor ?? 1) * STEPS_PER_OCTAVE)}
        aria-valuetext={factor === undefined ? "layers differ" : `times ${shown(factor)}`}
        onChange={(event) => onChange(2 ** (event.currentTarget.valueAsNumber / STEPS_PER_OCTAVE))}
      />
      <span class="value">
        {factor === undefined ? "layers differ" : `× ${shown(factor)}`}
        {rate !== undefined && <small>{rate.toExponential(1).replace("-", "−")}</small>}
      </span>
    </label>
  );
}

const shown = (factor: number): number => Number(factor.toPrecision(2));
