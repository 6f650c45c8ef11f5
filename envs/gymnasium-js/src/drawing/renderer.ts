import type { EnvMetadata } from "../env.js";
import { InvalidArgumentError } from "../errors.js";
import type { Drawing } from "./drawing.js";
import { svgOf } from "./svg.js";

/** A drawing in the mode that was chosen when the environment was made. */
export interface Renderer<A = unknown> {
  readonly metadata: EnvMetadata;
  /** Undefined where nothing is to be drawn. */
  readonly renderMode: string | undefined;
  render(variables: Float64Array, action: A | undefined): string;
}

/**
 * @param mode the keyword argument `renderMode`: "svg" unless given, null for none
 * @throws InvalidArgumentError for a mode that the drawing has not
 */
export function rendererOf<A>(drawing: Drawing<A>, mode: unknown = "svg"): Renderer<A> {
  const renderModes = drawing.text === undefined ? ["svg"] : ["svg", "ansi"];
  if (mode !== null && !renderModes.includes(mode as string)) {
    throw new InvalidArgumentError("renderMode", mode, `one of ${renderModes.join(", ")}, or null for none`);
  }
  return {
    metadata: { renderModes, renderFps: drawing.renderFps },
    renderMode: mode === null ? undefined : (mode as string),
    render: (variables, action) =>
      mode === "ansi" ? drawing.text!(variables, action) : svgOf(drawing.scene(variables, action)),
  };
}
