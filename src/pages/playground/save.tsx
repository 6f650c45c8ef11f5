import { signal } from "@preact/signals";
import { runs, setup } from "./playground.js";
import type { Numbers } from "./worker/messages.js";

/** Of what was just done, for all readers. */
const said = signal("");

/** Takes what is seen elsewhere. */
export function Save() {
  return (
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
  const { env, seed } = setup.value;
  const curves = await Promise.all(
    runs.value.map(async (run) => {
      const { type: _type, ...numbers }: Numbers = await run.numbers();
      // Those of now: workers answer in order, so these numbers have them all in them and no others.
      return { rule: run.rule, changes: setup.value.changes[run.rule] ?? [], ...numbers };
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
