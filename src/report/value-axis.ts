/**
 * Where an axis of values begins: at their least, or at zero where that leaves them at least half of the axis. Lines are
 * compared by their height above its lower end, which misleads where that is not zero; but of values far above zero, next
 * to each other, nothing could be told apart any more. Below zero, as where each step costs, there is no such end.
 */
export function axisStart(lowest: number, highest: number): number {
  return lowest > 0 && lowest <= highest - lowest ? 0 : lowest;
}
