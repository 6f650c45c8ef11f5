/** Shows on standard error which phase a long command is in, how far it is and how long it has taken. */
export interface PhaseDisplay {
  /** Ends the phase before. */
  phase(text: string): void;
  /** How far the phase is, such as "12 of 274 MB". */
  progress(text: string): void;
  end(): void;
}

const LINE_EVERY = 5000;
const REDRAW_EVERY = 200;
const CLEAR_LINE = "\r\u001b[2K";

/** A line that is written anew on a terminal; elsewhere a line for each phase, and one every few seconds. */
export function phaseDisplay(quiet: boolean): PhaseDisplay {
  const terminal = process.stderr.isTTY;
  const every = terminal ? REDRAW_EVERY : LINE_EVERY;
  let current: { readonly text: string; readonly since: number; detail: string } | undefined;
  const line = (): string => {
    const { text, since, detail } = current!;
    return `${text}${detail && `: ${detail}`} (${((performance.now() - since) / 1000).toFixed(0)} s)`;
  };
  const redraw = (): void => {
    if (current !== undefined) process.stderr.write(terminal ? `${CLEAR_LINE}${line()}` : `${line()}\n`);
  };
  const timer = quiet ? undefined : setInterval(redraw, every);
  const finish = (): void => {
    if (current !== undefined && !quiet) process.stderr.write(`${terminal ? CLEAR_LINE : ""}${line()}\n`);
    current = undefined;
  };
  return {
    phase(text) {
      finish();
      current = { text, since: performance.now(), detail: "" };
    },
    progress(text) {
      if (current !== undefined) current.detail = text;
    },
    end() {
      finish();
      clearInterval(timer);
    },
  };
}
