import { environmentOf } from "./environments.js";

/** How fast teams train, slowest first. */
export const SPEEDS = ["slow", "real", "fast", "lapse", "full"] as const;
export type Speed = (typeof SPEEDS)[number];

export const SPEED_NAMES: Readonly<Record<Speed, string>> = {
  slow: "Slow",
  real: "Real time",
  fast: "20 ×",
  lapse: "Time lapse",
  full: "Full speed",
};

/**
 * Steps a second that each team trains; null for as many as there can be.
 *
 * @param fps steps a second at the environment's natural speed
 */
export function stepsPerSecond(speed: Speed, env: string, fps: number): number | null {
  switch (speed) {
    case "slow":
      return Math.max(1, fps / 10);
    case "real":
      return fps;
    case "fast":
      return 20 * fps;
    case "lapse":
      return environmentOf(env).lapse;
    case "full":
      return null;
  }
}
