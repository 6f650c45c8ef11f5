/** A number with narrow spaces between thousands. */
export const grouped = (value: number): string => value.toLocaleString("en").replaceAll(",", "\u202f");
