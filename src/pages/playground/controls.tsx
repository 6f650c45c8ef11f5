import { ENVIRONMENTS, environmentOf } from "./environments.js";
import { grouped } from "./figures.js";
import { inEnvironment } from "./link.js";
import { go, isPaused, pauseOrGoOn, restart, runs, setSpeed, setup, stepOnce } from "./playground.js";
import { SPEED_NAMES, SPEEDS, type Speed, stepsPerSecond } from "./speeds.js";

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
          <div class="choices">
            {SPEEDS.map((id) => (
              <label key={id}>
                <input
                  type="radio"
                  name="speed"
                  checked={speed === id}
                  aria-describedby="speed-note"
                  onChange={() => setSpeed(id)}
                />
                <span>{SPEED_NAMES[id]}</span>
              </label>
            ))}
          </div>
          <p id="speed-note" class="faint">
            {noteOn(speed, env, runs.value[0]?.shape.value?.fps)}
          </p>
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

/** How fast that is. */
function noteOn(speed: Speed, env: string, fps: number | undefined): string {
  if (fps === undefined) return "…";
  const rate = stepsPerSecond(speed, env, fps);
  if (rate === null) return "As many steps a second as this machine can.";
  const steps = `${grouped(rate)} ${rate === 1 ? "step" : "steps"} a second`;
  return speed === "lapse" ? `${steps}: slow enough to watch.` : `${steps}.`;
}
