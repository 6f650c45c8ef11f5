import { useEffect } from "preact/hooks";
import { creditRules } from "../../../../agents/rules/index.js";
import { DEFAULT_SETUP, hashOf } from "../link.js";
import { PLAYED_RULES } from "../settings.js";
import { ruleDrawing } from "./rule-drawing.js";
import { ruleText } from "./rule-texts.js";

/** What each rule does, in five lines and a drawing; `first` is scrolled to. */
export function RulesPage({ first }: { readonly first: string | undefined }) {
  const isKnown = first === undefined || creditRules.some(({ id }) => id === first);
  useEffect(() => {
    const heading = first === undefined ? null : document.getElementById(`rule-${first}`);
    heading?.scrollIntoView({ block: "start" });
    heading?.focus({ preventScroll: true });
    if (heading === null) scrollTo(0, 0);
  }, [first]);
  return (
    <>
      <div class="intro">
        <h1>How each neuron is told what it did</h1>
        <p>
          A team of neurons acts, and the world answers with one number. A rule says what that number means to
          each neuron. Blue is the way of that signal; grey is the way up that activity takes.
        </p>
      </div>
      {!isKnown && (
        <p class="problems" role="alert">
          There is no rule “{first}”: these are all.
        </p>
      )}
      <div class="rule-list">
        {creditRules.map(({ id, source, unbiased }) => {
          const { lines, drawing } = ruleText(id);
          return (
            <article class="rule" key={id} aria-labelledby={`rule-${id}`}>
              <h2 id={`rule-${id}`} tabIndex={-1}>
                {id}
              </h2>
              <img
                alt={`Drawing of ${id}: ${lines[1]}`}
                src={`data:image/svg+xml,${encodeURIComponent(ruleDrawing(id, drawing))}`}
                width="640"
                height="300"
              />
              <ol>
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ol>
              <p class="faint">
                {unbiased ? "Follows the gradient on average." : "Biased."} Source: {source}.{" "}
                {PLAYED_RULES.includes(id) ? (
                  <a href={hashOf({ view: "play", setup: { ...DEFAULT_SETUP, rules: rivals(id) } })}>
                    Watch it learn
                  </a>
                ) : (
                  "It needs an evolved network, which the playground has not: see “creditgym evolve”."
                )}
              </p>
            </article>
          );
        })}
      </div>
    </>
  );
}

/** The rule beside the yardstick. */
const rivals = (id: string): readonly string[] => (id === "backprop" ? [id, "weight-max"] : ["backprop", id]);
