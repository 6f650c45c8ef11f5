import { useEffect } from "preact/hooks";
import { ArmCard } from "./arm-card.js";
import { Controls } from "./controls.js";
import { Curves } from "./curves.js";
import { environmentOf } from "./environments.js";
import { Legend } from "./legend.js";
import { hashOf } from "./link.js";
import { place, problems, runs, setup } from "./playground.js";
import { RuleChoice } from "./rule-choice.js";
import { RulesPage } from "./rules/rules-page.js";

/** The whole page. `obstacle` says why nothing can be trained here, where that is so. */
export function App({ obstacle }: { readonly obstacle: string | undefined }) {
  const { view } = place.value;
  useEffect(() => {
    document.title = view === "rules" ? "creditgym: the rules" : "creditgym: playground";
  }, [view]);
  const home = hashOf({ view: "play", setup: setup.value });
  return (
    <>
      <header class="top">
        <a class="name" href={home}>
          creditgym
        </a>
        <nav aria-label="Pages">
          <a href={home} aria-current={view === "play" ? "page" : undefined}>
            Playground
          </a>
          <a href="#/rules" aria-current={view === "rules" ? "page" : undefined}>
            The rules
          </a>
        </nav>
      </header>
      <main>
        {problems.value.length > 0 && <Problems sentences={problems.value} />}
        {place.value.view === "rules" ? (
          <RulesPage first={place.value.rule} />
        ) : obstacle === undefined ? (
          <Play />
        ) : (
          <p class="failure" role="alert">
            {obstacle}
          </p>
        )}
      </main>
    </>
  );
}

function Problems({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <div class="problems" role="alert">
      <p>Not all of this link was understood:</p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}

function Play() {
  const { env } = setup.value;
  return (
    <>
      <div class="intro">
        <h1>Watch teams of neurons learn</h1>
        <p>
          Each network is a team. All get the same task, {environmentOf(env).title}, and differ in one thing:
          how each neuron is told what it had to do with the outcome.
        </p>
      </div>
      <div class="stage">
        <Controls />
        <Curves />
        <div class="arms">
          {runs.value.map((run, place) => (
            <ArmCard key={`${env} ${run.rule}`} run={run} place={place} />
          ))}
        </div>
        <RuleChoice />
      </div>
      <Legend />
    </>
  );
}
