import type { Env, Frame } from "../env.js";
import { unwrapped } from "../wrappers/wrapper.js";
import type { CheckContext } from "./check-env.js";
import { kindOf } from "./diagnose.js";
import { text } from "./text.js";

const TEXTS: readonly string[] = ["svg", "ansi"];

/** What render gives, in the mode that the environment was made with: a document, text, or a frame. */
export function checkRender({ make, seed, report }: CheckContext): void {
  const env = make();
  const inner = unwrapped(env);
  const modes = inner.metadata?.renderModes;
  if (inner.render === undefined) {
    if (modes !== undefined && modes.length > 0) {
      const remedy = "add render(), or leave renderModes empty";
      report(
        "render",
        "metadata.renderModes",
        `it names ${modes.join(", ")}, and there is no render()`,
        remedy,
      );
    }
    return;
  }
  const mode = env.renderMode;
  if (mode !== undefined && modes !== undefined && !modes.includes(mode)) {
    report(
      "render",
      "renderMode",
      `it is ${mode}, and metadata.renderModes has ${modes.join(", ") || "none"}`,
      "make it one of them, or refuse the mode when the environment is made",
    );
    return;
  }
  // Made for no drawing.
  if (modes !== undefined && modes.length > 0 && mode === undefined) return;
  env.reset({ seed });
  const before = env.state?.();
  checkPicture(env.render!(), mode, report);
  if (before !== undefined && text(before) !== text(env.state!())) {
    report("render", "render", "it changed the state", "let it only look");
  }
}

function checkPicture(
  picture: Frame | string,
  mode: Env["renderMode"],
  report: CheckContext["report"],
): void {
  if (typeof picture === "string") {
    if (mode !== "rgb_array" && (mode !== "svg" || /<svg[\s>]/.test(picture))) return;
    const expected = mode === "svg" ? "an SVG document" : "{ width, height, pixels }";
    report("render", "render", `in the mode ${mode} it gave the text ${text(picture)}`, `return ${expected}`);
    return;
  }
  if (mode !== undefined && TEXTS.includes(mode)) {
    report("render", "render", `in the mode ${mode} it gave ${kindOf(picture)}`, "return a text");
    return;
  }
  const { width, height, pixels } = (picture ?? {}) as Partial<Frame>;
  if (!(pixels instanceof Uint8Array) || pixels.length !== 3 * Number(width) * Number(height)) {
    const given =
      pixels instanceof Uint8Array
        ? `${pixels.length} bytes for ${width} × ${height} pixels`
        : `${text(picture)} (${kindOf(picture)})`;
    const remedy = "return { width, height, pixels } with a Uint8Array of three bytes a pixel, or a text";
    report("render", "render", `it gave ${given}`, remedy);
  }
}
