import { setTimeout } from "node:timers/promises";
import type { AsyncEnv, Env } from "gymnasium-js";
import { framesPerSecond, isSvg, type Picture, pictureOf } from "./picture.js";
import type { Moment } from "./play.js";
import { type Bounds, rasterise, shrink } from "./raster.js";
import type { SavedTrial } from "./saved-run.js";
import { terminalFrame } from "./terminal-frame.js";

/** Where to draw: a terminal. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

const ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
/** More than a terminal can follow is left out. */
const MOST_FPS = 30;
/** The last picture of an episode stays for so long. */
const PAUSE_MS = 600;

/** Shows episodes in a terminal at the environment's own speed, on a screen that leaves no trace. */
export class Screen {
  readonly #terminal: Terminal;
  #open = false;
  /** When the next frame is due. */
  #due = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** What to call after every reset and step. */
  spectator(
    { arm, seed }: SavedTrial,
    episodes: number,
    signal: AbortSignal,
  ): (env: Env | AsyncEnv) => (moment: Moment) => Promise<void> {
    return (env) => {
      const fps = framesPerSecond(env);
      const every = Math.ceil(fps / MOST_FPS);
      this.#due = performance.now();
      return async (moment) => {
        if (signal.aborted || (moment.step % every !== 0 && !moment.ended)) return;
        const { episode, step } = moment;
        const total = Number(moment.return.toPrecision(4));
        this.#show(await pictureOf(env), [
          `${arm.env}, ${arm.rule}, seed ${seed}`,
          `episode ${episode + 1} of ${episodes}, step ${step}, return ${total}`,
        ]);
        this.#due = Math.max(this.#due + (1000 * every) / fps, performance.now() - 1000);
        await pause(this.#due - performance.now() + (moment.ended ? PAUSE_MS : 0), signal);
        if (moment.ended) this.#due = performance.now();
      };
    };
  }

  /** Gives the terminal back as it was. */
  close(): void {
    if (this.#open) this.#terminal.write(LEAVE);
    this.#open = false;
  }

  #show(picture: Picture, caption: readonly string[]): void {
    const { columns, rows } = this.#terminal;
    const bounds = { width: columns, height: Math.max(2, 2 * (rows - caption.length - 1)) };
    const lines = linesOf(picture, bounds);
    const text = [...lines, ...caption.map((line) => line.slice(0, columns))].map(
      (line) => line + CLEAR_LINE,
    );
    // In one write, so that no half-drawn frame is seen.
    this.#terminal.write(`${this.#open ? "" : ENTER}${HOME}${text.join("\r\n")}${CLEAR_BELOW}`);
    this.#open = true;
  }
}

function linesOf(picture: Picture, bounds: Bounds): readonly string[] {
  if (typeof picture !== "string") return terminalFrame(shrink(picture, bounds));
  if (isSvg(picture)) return terminalFrame(rasterise(picture, bounds));
  return picture.trimEnd().split("\n", bounds.height / 2);
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Interrupted is what `play` looks for itself.
  await setTimeout(Math.max(0, milliseconds), undefined, { signal }).catch(() => {});
}
