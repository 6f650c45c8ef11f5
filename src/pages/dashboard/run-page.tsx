import { useEffect } from "preact/hooks";
import type { RunHead } from "../../dashboard/messages.js";
import { ArmsTable } from "./arms-table.js";
import { Badge } from "./badge.js";
import { Controls } from "./controls.js";
import { Curves } from "./curves.js";
import { Diagnostics } from "./diagnostics.js";
import { EvolutionSection } from "./evolution.js";
import { AddressProblems, Lost, Notice } from "./notices.js";
import { Policy } from "./policy.js";
import { Progress } from "./progress.js";
import { Settings } from "./settings.js";
import { useRun } from "./use-run.js";
import { keepNone, keepWithin, view } from "./view.js";
import { hashOf, listView } from "./view-hash.js";

/** One run. */
export function RunPage({ id }: { readonly id: string }) {
  const seen = view.value;
  const { connection, head, progress, curves, rows, evolution, problem } = useRun(id, seen);
  const name = evolution?.name ?? head?.name ?? id;
  const state = evolution?.state ?? progress?.state;
  document.title = `${name}: creditgym`;
  useEffect(() => {
    if (head !== undefined) keepWithin(head);
    else if (evolution !== undefined) keepNone();
  }, [head, evolution, seen]);
  return (
    <main>
      <header class="head">
        {id !== "." && (
          <nav>
            <a href={hashOf(listView)}>← Runs</a>
          </nav>
        )}
        <h1>
          {head?.variant === undefined ? name : `${name} (${head.variant})`}{" "}
          {state !== undefined && <Badge state={state} />}
        </h1>
        {head?.description !== undefined && <p class="lead">{head.description}</p>}
        <p class="faint">{factsOf(id, head)}</p>
      </header>
      <Lost connection={connection} />
      <AddressProblems />
      {problem !== undefined && <Notice kind="bad">{problem}</Notice>}
      {evolution !== undefined && <EvolutionSection evolution={evolution} />}
      {progress !== undefined && head !== undefined && <Progress progress={progress} resume={head.resume} />}
      {head === undefined && evolution === undefined && problem === undefined && connection !== "lost" && (
        <p class="faint">Reading…</p>
      )}
      {head !== undefined && (
        <>
          <section aria-labelledby="curves-heading">
            <h2 id="curves-heading">Learning curves</h2>
            <Controls head={head} />
            <Curves {...{ head, curves }} isRunning={state === "running"} />
          </section>
          <div class="beside">
            <ArmsTable head={head} rows={rows} />
            <Policy
              {...{ id, head }}
              begun={[...curves.keys()].sort((a, b) => a - b)}
              isRunning={state === "running"}
            />
          </div>
          {head.isDiagnosed && <Diagnostics id={id} head={head} />}
          <Settings head={head} />
        </>
      )}
    </main>
  );
}

function factsOf(id: string, head: RunHead | undefined): string {
  const seeds = head?.seeds.length;
  return [
    ...(id === "." ? [] : [id]),
    ...(head === undefined
      ? []
      : [`${seeds} ${seeds === 1 ? "seed" : "seeds"}`, `engine ${head.engine}`, head.made]),
  ].join(" · ");
}
