import { NativeVectorEnv, type VectorEnv } from "gymnasium-js";
import type { TaskFamily, TaskParameters } from "../../envs/families/index.js";
import { UsageError } from "../errors/usage-error.js";

/**
 * A vector of a family's tasks that fast lifetimes can play.
 *
 * @throws {UsageError} where the family has other vectors
 */
export function nativeVector(family: TaskFamily, tasks: readonly TaskParameters[]): NativeVectorEnv {
  const env = family.makeVec(tasks);
  if (env instanceof NativeVectorEnv) return env;
  void close(env);
  throw new UsageError(
    `family is "${family.id}", whose vectors are no NativeVectorEnv of gymnasium-js: allowed is a family that comes with ` +
      "creditgym, or one with such vectors",
  );
}

/** One of Python's comes later, or does not come. */
async function close(env: VectorEnv | Promise<VectorEnv>): Promise<void> {
  try {
    await (await env).close();
  } catch {
    // It was not asked for.
  }
}
