/** Of a layer. */
export const MOST_UNITS = 65_536;
/** What a seed may be, as sentences have it. */
export const SEED_RANGE = "an integer from 0 to 2^53 − 1 (9007199254740991)";
