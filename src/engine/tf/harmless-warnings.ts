/** What tfjs says when it is used as it is used here. */
const HARMLESS = [
  // Two copies of tfjs in a process share one engine.
  /has already been set\. Overwriting the platform/,
  /The (?:kernel|gradient) '.*' for backend '.*' is already registered/,
  /backend was already registered/,
  /Overriding the gradient for/,
];

/** Runs `load` without the warnings that tfjs prints when it is loaded. Others are printed. */
export async function withoutHarmlessWarnings<T>(load: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = (...parts: readonly unknown[]) => {
    if (!HARMLESS.some((pattern) => pattern.test(String(parts[0])))) warn.apply(console, [...parts]);
  };
  try {
    return await load();
  } finally {
    console.warn = warn;
  }
}
