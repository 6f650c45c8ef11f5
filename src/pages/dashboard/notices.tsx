import type { ComponentChildren } from "preact";
import type { Connection } from "./use-events.js";

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

/** Says that the server is gone, for as long as it is. */
export function Lost({ connection }: { readonly connection: Connection }) {
  return (
    <div role="status">
      {connection === "lost" && (
        <Notice kind="bad">
          The dashboard's server does not answer. What is seen is what it said last; the page asks again every
          second or two. <code>creditgym dashboard</code> starts it.
        </Notice>
      )}
    </div>
  );
}
