import { UsageError } from "../errors/usage-error.js";

/**
 * What a user's module in TypeScript or JavaScript exports by default. Its imports of `creditgym`
 * and `gymnasium-js` are this very program's.
 *
 * @throws {UsageError} when the module cannot be loaded or has no default export
 */
export async function loadDefaultExport(file: string): Promise<unknown> {
  const [{ createJiti }, creditgym, streams, gymnasium] = await Promise.all([
    import("jiti"),
    import("../index.js"),
    import("../streams/index.js"),
    import("gymnasium-js"),
  ]);
  const jiti = createJiti(import.meta.url, {
    interopDefault: false,
    virtualModules: { creditgym, "creditgym/streams": streams, "gymnasium-js": gymnasium },
  });
  let module: { readonly default?: unknown };
  try {
    module = await jiti.import(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    throw new UsageError(`${file} cannot be loaded: ${reason}`, { cause: error });
  }
  if (module.default === undefined) throw new UsageError(`${file} has no default export`);
  return module.default;
}
