/** `1 trial`, `2,000 trials`. */
export function count(value: number, unit: string): string {
  return `${value.toLocaleString("en-GB")} ${unit}${value === 1 ? "" : "s"}`;
}
