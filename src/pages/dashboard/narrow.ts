import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 44rem)");

/** Whether the page has no room for tables of many columns; changes with it. */
export const isNarrow = signal(query.matches);
query.addEventListener("change", ({ matches }) => {
  isNarrow.value = matches;
});
