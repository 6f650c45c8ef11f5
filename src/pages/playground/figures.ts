/** A number with narrow spaces between thousands, and a minus as it is printed. */
export const grouped = (value: number): string =>
  value.toLocaleString("en").replaceAll(",", "\u202f").replace("-", "−");

/** A whole number as it is, others in three digits. */
export const figure = (value: number): string =>
  Number.isInteger(value) ? grouped(value) : value.toPrecision(3).replace("-", "−");
