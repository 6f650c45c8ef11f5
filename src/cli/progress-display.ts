import cliProgress from "cli-progress";
import type { RunProgress } from "../experiment/progress-meter.js";
import { duration, rate } from "../report/quantities.js";

export { duration, rate };

/** Shows progress on standard error. */
export interface ProgressDisplay {
  show(progress: RunProgress): void;
  /** Leaves the line to others. */
  end(): void;
}

const LINE_EVERY = 5000;

/** What stands beside the bar. */
type Describe = (progress: RunProgress) => string;

/** A bar on a terminal; a line every few seconds elsewhere; nothing when quiet. */
export function progressDisplay(quiet: boolean, describe: Describe = describeTrials): ProgressDisplay {
  if (quiet) return { show: () => {}, end: () => {} };
  return process.stderr.isTTY ? bar(describe) : lines(describe);
}

function bar(describe: Describe): ProgressDisplay {
  const single = new cliProgress.SingleBar(
    {
      format: "{bar} {percentage} % · {text}",
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      barsize: 24,
      // Ctrl-C is ours to handle.
      gracefulExit: false,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    show(progress) {
      const payload = { text: describe(progress) };
      if (!started) single.start(1000, 0, payload);
      started = true;
      single.update(Math.floor(1000 * progress.fraction), payload);
    },
    end() {
      if (started) single.stop();
    },
  };
}

function lines(describe: Describe): ProgressDisplay {
  let last = performance.now();
  return {
    show(progress) {
      if (performance.now() - last < LINE_EVERY) return;
      last = performance.now();
      process.stderr.write(`${Math.floor(100 * progress.fraction)} % · ${describe(progress)}\n`);
    },
    end() {},
  };
}

function describeTrials({ trialsDone, trials, ...progress }: RunProgress): string {
  return `${trialsDone} of ${trials} trials · ${speedText(progress)}`;
}

/** Speed and, where it is known, the time left. */
export function speedText({
  stepsPerSecond,
  secondsLeft,
}: Pick<RunProgress, "stepsPerSecond" | "secondsLeft">): string {
  const left = secondsLeft === undefined ? "" : ` · ${duration(secondsLeft)} left`;
  return `${rate(stepsPerSecond)} steps/s${left}`;
}
