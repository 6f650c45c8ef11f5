import { creditRules } from "../../../agents/rules/index.js";
import { MOST_RULES } from "./link.js";
import { go, setup } from "./playground.js";
import { Save } from "./save.js";
import { PLAYED_RULES } from "./settings.js";

/** Which rules learn. */
export function RuleChoice() {
  const { rules } = setup.value;
  const isFull = rules.length >= MOST_RULES;
  const toggle = (id: string): void => {
    const chosen = rules.includes(id) ? rules.filter((rule) => rule !== id) : [...rules, id];
    if (chosen.length > 0) go({ ...setup.value, rules: chosen });
  };
  return (
    <section class="choice" aria-label="Rules">
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
      <Save />
    </section>
  );
}
