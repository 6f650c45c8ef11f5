import { InvalidArgumentError } from "../errors.js";

/** What JSON carries to Python as it is. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** @throws InvalidArgumentError naming the entry that JSON does not carry */
export function checkJson(field: string, value: unknown): void {
  switch (typeof value) {
    case "boolean":
    case "string":
    case "undefined":
      return;
    case "number":
      if (Number.isFinite(value)) return;
      break;
    case "object":
      if (value === null) return;
      if (Array.isArray(value)) {
        for (const [i, entry] of value.entries()) checkJson(`${field}[${i}]`, entry ?? null);
        return;
      }
      if (Object.getPrototypeOf(value) !== Object.prototype) break;
      for (const [key, entry] of Object.entries(value)) checkJson(`${field}.${key}`, entry);
      return;
    default:
  }
  throw new InvalidArgumentError(
    field,
    value,
    "null, booleans, finite numbers, strings, and lists and objects of these",
  );
}
