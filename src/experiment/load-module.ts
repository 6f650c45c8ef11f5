import { UsageError } from "../errors/usage-error.js";

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/**
 * What a user's module in TypeScript or JavaScript exports. Its imports of `creditgym`, its parts and
 * `gymnasium-js` are this very program's.
 *
 * @throws {UsageError} when the module cannot be loaded
 */
export async function loadModule(file: string): Promise<Exports> {
  const [{ createJiti }, creditgym, streams, tensorflow, gymnasium] = await Promise.all([
    import("jiti"),
    import("../index.js"),
    import("../streams/index.js"),
    import("../tensorflow/index.js"),
    import("gymnasium-js"),
  ]);
  const jiti = createJiti(import.meta.url, {
    interopDefault: false,
    virtualModules: {
      creditgym,
      "creditgym/streams": streams,
      "creditgym/tensorflow": tensorflow,
      "gymnasium-js": gymnasium,
    },
  });
  try {
    return await jiti.import(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new UsageError(`${file} cannot be loaded: ${reason}`, { cause: error });
  }
}

/** What a user's module exports by default. @throws {UsageError} as `loadModule`, and without such an export */
export async function loadDefaultExport(file: string): Promise<unknown> {
  const exported = await loadModule(file);
  if (exported.default === undefined) throw new UsageError(`${file} has no default export`);
  return exported.default;
}
