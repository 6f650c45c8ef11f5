import { useState } from "preact/hooks";
import type { Problem, RunEntry, RunList } from "../../dashboard/messages.js";
import { Badge } from "./badge.js";
import { AddressProblems, Lost, Notice } from "./notices.js";
import { useEvents } from "./use-events.js";
import { replace } from "./view.js";
import { hashOf, runView } from "./view-hash.js";

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
/** Most names of rules and environments in a line. */
const MOST_NAMES = 4;

/** All runs of the watched folder. */
export function RunListPage() {
  const [list, setList] = useState<RunList>();
  const [problem, setProblem] = useState<string>();
  const connection = useEvents("api/list", {
    list: (data: RunList) => {
      setProblem(undefined);
      setList(data);
      // A folder that is a run has no list.
      if (data.isRun) replace(runView("."));
    },
    problem: ({ message }: Problem) => setProblem(message),
  });
  document.title = "creditgym: runs";
  return (
    <main>
      <header class="head">
        <h1>Runs</h1>
        {list !== undefined && <p class="faint">{list.directory}</p>}
      </header>
      <Lost connection={connection} />
      <AddressProblems />
      {problem !== undefined && <Notice kind="bad">{problem}</Notice>}
      {list === undefined ? (
        connection !== "lost" && <p class="faint">Reading…</p>
      ) : list.runs.length === 0 ? (
        <Empty directory={list.directory} />
      ) : (
        <ul class="runs">
          {list.runs.map((run) => (
            <Entry key={run.id} run={run} />
          ))}
        </ul>
      )}
    </main>
  );
}

function Entry({ run }: { readonly run: RunEntry }) {
  const { id, kind, name, variant, state, problem, began, total, done, failed } = run;
  const what = kind === "evolution" ? "generations" : "trials";
  return (
    <li>
      <a class="run" href={hashOf(runView(id))}>
        <span class="run-name">
          <b>{variant === undefined ? name : `${name} (${variant})`}</b> <Badge state={state} />
        </span>
        <span class="run-parts faint">
          {kind === "evolution"
            ? "evolution of a top-down network"
            : `${names(run.environments)} · ${names(run.rules)}`}
        </span>
        <span class="run-count">
          {done} of {total} {what}
          {failed > 0 && <span class="bad-text">, {failed} failed</span>}
        </span>
        <time class="run-time faint" dateTime={new Date(began).toISOString()}>
          {DATE.format(began)}
        </time>
        <progress value={total === 0 ? 0 : (done + failed) / total} aria-label={`${name}: ${what} done`} />
        {problem !== undefined && <span class="run-problem bad-text">{problem}</span>}
      </a>
    </li>
  );
}

function names(all: readonly string[]): string {
  const more = all.length - MOST_NAMES;
  return more > 0 ? `${all.slice(0, MOST_NAMES).join(", ")} and ${more} more` : all.join(", ");
}

function Empty({ directory }: { readonly directory: string }) {
  return (
    <section class="empty">
      <h2>No runs yet</h2>
      <p>
        <code>{directory}</code> holds none. Start a comparison in another terminal, in the folder that{" "}
        <code>{directory}</code> is in:
      </p>
      <pre>
        <code>creditgym compare quickstart</code>
      </pre>
      <p class="faint">It shows here as soon as it has begun.</p>
    </section>
  );
}
