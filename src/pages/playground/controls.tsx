import { ENVIRONMENTS, environmentOf } from "./environments.js";
import { inEnvironment, type Speed } from "./link.js";
import { go, isPaused, pauseOrGoOn, restart, setSpeed, setup, stepOnce } from "./playground.js";

const SPEEDS: readonly { readonly id: Speed; readonly name: string }[] = [
  { id: "slow", name: "Slow" },
  { id: "real", name: "Real time" },
  { id: "fast", name: "20 ×" },
  { id: "full", name: "Full speed" },
];

/** What is learnt, how fast, and whether it goes on. */
export function Controls() {
  const { env, seed, speed } = setup.value;
  return (
    <section class="controls" aria-label="Settings">
      <div class="row">
        <label>
          Environment
          <select value={env} onChange={(event) => go(inEnvironment(setup.value, event.currentTarget.value))}>
            {ENVIRONMENTS.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Seed
          <input
            type="number"
            min="0"
            step="1"
            value={seed}
            onChange={(event) => {
              const value = event.currentTarget.valueAsNumber;
              if (Number.isSafeInteger(value) && value >= 0) go({ ...setup.value, seed: value, changes: {} });
              else event.currentTarget.value = String(setup.value.seed);
            }}
          />
        </label>
        <fieldset class="speeds">
          <legend>Speed</legend>
          {SPEEDS.map(({ id, name }) => (
            <label key={id}>
              <input type="radio" name="speed" checked={speed === id} onChange={() => setSpeed(id)} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
        <div class="buttons">
          <button type="button" class="primary" onClick={pauseOrGoOn}>
            {isPaused.value ? "Go on" : "Pause"}
          </button>
          <button type="button" onClick={stepOnce} title="One step of each team, then pause">
            Step
          </button>
          <button type="button" onClick={restart} title="From the first step, with the rates as they are">
            Restart
          </button>
        </div>
      </div>
      <p class="task">{environmentOf(env).task}</p>
    </section>
  );
}
