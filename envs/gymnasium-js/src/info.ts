import type { Info } from "./env.js";

/** What native environments report: nothing. One object, so that a step allocates none. */
export const NO_INFO: Info = Object.freeze({});
