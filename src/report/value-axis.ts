/**
 * What an axis of values shows: from the least or, where that leaves them at least half of it, from zero to the highest.
 * Lines are compared by their height above the axis's lower end, which misleads where that is not zero; but of values far
 * above zero, next to each other, nothing could be told apart any more. Below zero, as where each step costs, there is no
 * such end. A level line has room on both sides; at zero, above it.
 */
export function valueRange(lowest: number, highest: number): [from: number, to: number] {
  if (lowest === highest) {
    const room = Math.abs(lowest) / 10;
    return room === 0 ? [0, 1] : [lowest - room, highest + room];
  }
  return [lowest > 0 && lowest <= highest - lowest ? 0 : lowest, highest];
}
