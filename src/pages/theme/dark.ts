import { signal } from "@preact/signals";

const query = matchMedia("(prefers-color-scheme: dark)");

/** Whether the reader's system asks for dark paper; changes with it. */
export const isDark = signal(query.matches);
query.addEventListener("change", ({ matches }) => {
  isDark.value = matches;
});
