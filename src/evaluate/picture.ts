import { type AsyncEnv, type Env, type Frame, isRemoteId } from "gymnasium-js";
import { UsageError } from "../errors/usage-error.js";
import { environmentOf } from "./evaluation.js";
import type { SavedTrial } from "./saved-run.js";

/** What an environment draws: an SVG document, text for terminals, or a frame. */
export type Picture = string | Frame;

/**
 * The render mode to make a trial's environment with: undefined for its own default.
 *
 * @param wanted best first
 * @throws {UsageError} when the environment draws nothing
 */
export async function renderModeFor(
  trial: SavedTrial,
  wanted: readonly string[],
): Promise<string | undefined> {
  const env = await environmentOf(trial.arm);
  try {
    const modes = env.metadata?.renderModes ?? [];
    const mode = wanted.find((one) => modes.includes(one));
    // Python's draw in the modes that they name only.
    const draws = env.render !== undefined && !isRemoteId(trial.arm.source.id);
    if (mode === undefined && !draws) {
      const drawn = modes.length === 0 ? "it draws nothing" : `it draws ${modes.join(", ")}`;
      throw new UsageError(
        `${trial.arm.env} cannot be shown: ${drawn}; allowed is an environment that draws ${wanted.join(", ")}`,
      );
    }
    return mode;
  } finally {
    await env.close?.();
  }
}

/** What an environment that draws shows now. */
export async function pictureOf(env: Env | AsyncEnv): Promise<Picture> {
  const drawn = await env.render!();
  // Modes of lists give what was shown since.
  return typeof drawn === "string" || "pixels" in drawn ? drawn : drawn.at(-1)!;
}

export function isSvg(picture: string): boolean {
  return /^\s*<(\?xml|svg)/.test(picture);
}

/** Frames a second of an environment that does not say. */
const USUAL_FPS = 30;

export function framesPerSecond({ metadata }: Env | AsyncEnv): number {
  const fps = metadata?.renderFps;
  return fps !== undefined && fps > 0 ? fps : USUAL_FPS;
}
