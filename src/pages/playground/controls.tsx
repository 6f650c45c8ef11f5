import { signal } from "@preact/signals";
import { creditRules } from "../../../agents/rules/index.js";
import { ENVIRONMENTS, environmentOf } from "./environments.js";
import { inEnvironment, MOST_RULES, type Speed } from "./link.js";
import { go, isPaused, pauseOrGoOn, restart, runs, setSpeed, setup, stepOnce } from "./playground.js";
import { PLAYED_RULES } from "./settings.js";
import type { Numbers } from "./worker/messages.js";

const SPEEDS: readonly { readonly id: Speed; readonly name: string }[] = [
  { id: "slow", name: "Slow" },
  { id: "real", name: "Real time" },
  { id: "fast", name: "20 ×" },
  { id: "full", name: "Full speed" },
];

/** Of what was just done, for all readers. */
const said = signal("");

/** What the user chooses. */
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
      <RuleChoice />
      <div class="row end">
        <button type="button" onClick={() => void copyLink()}>
          Copy link
        </button>
        <button type="button" onClick={() => void saveNumbers()}>
          Save curves
        </button>
        <span class="faint" role="status">
          {said.value}
        </span>
      </div>
    </section>
  );
}

function RuleChoice() {
  const { rules } = setup.value;
  const isFull = rules.length >= MOST_RULES;
  const toggle = (id: string): void => {
    const chosen = rules.includes(id) ? rules.filter((rule) => rule !== id) : [...rules, id];
    if (chosen.length > 0) go({ ...setup.value, rules: chosen });
  };
  return (
    <fieldset class="rules">
      <legend>
        Rules, one to {MOST_RULES} (<a href="#/rules">what each does</a>)
      </legend>
      {creditRules
        .filter(({ id }) => PLAYED_RULES.includes(id))
        .map(({ id, summary }) => {
          const isChosen = rules.includes(id);
          const isLast = isChosen && rules.length === 1;
          return (
            <label key={id} class={isChosen ? "chosen" : ""} title={summary}>
              <input
                type="checkbox"
                checked={isChosen}
                disabled={isLast || (!isChosen && isFull)}
                onChange={() => toggle(id)}
              />
              {id}
            </label>
          );
        })}
    </fieldset>
  );
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    said.value = "The link is copied.";
  } catch {
    said.value = "The browser does not allow copying: the link is the page's address.";
  }
}

/** Everything that a curve is made of, with what made it, as a file. */
async function saveNumbers(): Promise<void> {
  const { env, seed, changes } = setup.value;
  const curves = await Promise.all(
    runs.value.map(async (run) => {
      const { type: _type, ...numbers }: Numbers = await run.numbers();
      return { rule: run.rule, changes: changes[run.rule] ?? [], ...numbers };
    }),
  );
  const columns = ["episodes", "steps", "mean return", "mean length"];
  const text = `${JSON.stringify({ env, seed, link: location.href, columns, curves }, null, 1)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${env}-seed-${seed}.json`;
  link.click();
  URL.revokeObjectURL(address);
  said.value = "The curves are saved.";
}
