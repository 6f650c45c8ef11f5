import type { RunState } from "../../dashboard/messages.js";

const TEXTS: Readonly<Record<RunState, string>> = {
  running: "running",
  done: "done",
  failed: "done, with failures",
  interrupted: "interrupted",
  unreadable: "unreadable",
};

/** How a run is. */
export function Badge({ state }: { readonly state: RunState }) {
  return <span class={`badge ${state}`}>{TEXTS[state]}</span>;
}
