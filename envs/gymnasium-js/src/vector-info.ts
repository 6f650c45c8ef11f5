import type { Info } from "./env.js";
import { NO_INFO } from "./info.js";

/**
 * Gathers the infos of sub-environments (gymnasium/vector/vector_env.py): each key holds an array
 * with null where absent, and `_key` a mask of 1 where present. Nested infos recurse.
 */
export class VectorInfo {
  #entries: Record<string, unknown> | undefined;

  /** @param numEnvs length of every array. */
  constructor(readonly numEnvs: number) {}

  add(i: number, info: Info): void {
    for (const key in info) {
      this.#entries ??= {};
      const entries = this.#entries;
      const value = info[key];
      entries[`_${key}`] ??= new Uint8Array(this.numEnvs);
      (entries[`_${key}`] as Uint8Array)[i] = 1;
      entries[key] ??= isPlain(value)
        ? new VectorInfo(this.numEnvs)
        : new Array<unknown>(this.numEnvs).fill(null);
      const gathered = entries[key];
      if (gathered instanceof VectorInfo && isPlain(value)) gathered.add(i, value);
      else if (Array.isArray(gathered)) gathered[i] = value;
    }
  }

  get value(): Info {
    if (this.#entries === undefined) return NO_INFO;
    const entries: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(this.#entries)) {
      entries[key] = value instanceof VectorInfo ? value.value : value;
    }
    return entries;
  }
}

function isPlain(value: unknown): value is Info {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
