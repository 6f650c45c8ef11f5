import type { ComponentChildren } from "preact";
import type { Connection } from "./use-events.js";
import { problems } from "./view.js";

/** Browsers keep what is above their limit waiting without a word. */
export const SLOW =
  "The dashboard's server has not answered yet. A browser opens no more than six connections to one server, and each window " +
  "in which the page is seen needs two or three: close some.";

/** Something the reader is to know. */
export function Notice({
  kind,
  children,
}: {
  readonly kind: "warn" | "bad";
  readonly children: ComponentChildren;
}) {
  return <div class={`notice ${kind}`}>{children}</div>;
}

/** Says that the server is gone or does not answer, for as long as that is so. */
export function Lost({ connection }: { readonly connection: Connection }) {
  return (
    <div role="status">
      {connection === "lost" && (
        <Notice kind="bad">
          The dashboard's server does not answer. What is seen is what it said last; the page asks again every
          second or two. <code>creditgym dashboard</code> starts it.
        </Notice>
      )}
      {connection === "slow" && <Notice kind="warn">{SLOW}</Notice>}
    </div>
  );
}

/** What the address asks for and is not shown; gone with the next thing that is chosen. */
export function AddressProblems() {
  const sentences = problems.value;
  return (
    <div role="alert">
      {sentences.length > 0 && (
        <Notice kind="warn">
          <b>Not all of this address makes sense:</b>
          <ul>
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <button
            type="button"
            onClick={() => {
              problems.value = [];
            }}
          >
            Dismiss
          </button>
        </Notice>
      )}
    </div>
  );
}
