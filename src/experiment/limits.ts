/** Of a layer. */
export const MOST_UNITS = 65_536;
