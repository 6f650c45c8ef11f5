import type { RunProgressMessage } from "../../dashboard/messages.js";
import { duration, rate } from "../../report/quantities.js";
import { Notice } from "./notices.js";

/** Most failures that are told in full. */
const MOST_PROBLEMS = 20;

/** How far a run is, and what went wrong. */
export function Progress({
  progress,
  resume,
}: {
  readonly progress: RunProgressMessage;
  readonly resume: string;
}) {
  const { state, elsewhere, unread, trials, done, failed, underWay, search, fraction, problems } = progress;
  const isRunning = state === "running";
  const texts = [
    unread > 0 ? `reading: ${trials - unread} of ${trials} trials` : `${done} of ${trials} trials done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(isRunning && underWay > 0 ? [`${underWay} under way`] : []),
    ...(isRunning && search !== undefined ? [`search: ${search.done} of ${search.trials} trials`] : []),
    ...(isRunning && progress.stepsPerSecond > 0 ? [`${rate(progress.stepsPerSecond)} steps/s`] : []),
    ...(isRunning && progress.secondsLeft !== null ? [`${duration(progress.secondsLeft)} left`] : []),
    ...(elsewhere === undefined ? [] : [`on ${elsewhere}: whether it still runs cannot be seen from here`]),
  ];
  return (
    <>
      <div class="progress">
        <progress value={state === "done" ? 1 : fraction} aria-label="Progress of the run" />
        <p>{texts.join(" · ")}</p>
      </div>
      {state === "interrupted" && unread === 0 && (
        <Notice kind="warn">
          <b>Interrupted.</b> Nothing works on this run, and{" "}
          {trials - done - failed === 1 ? "1 trial is" : `${trials - done - failed} trials are`} not done.
          What was done is kept; to go on: <code>{resume}</code>
        </Notice>
      )}
      {problems.length > 0 && (
        <Notice kind="bad">
          <b>{problems.length === 1 ? "A trial failed" : `${problems.length} trials failed`}</b>, and{" "}
          {problems.length === 1 ? "counts" : "count"} nowhere below:
          <ul>
            {problems.slice(0, MOST_PROBLEMS).map(({ env, rule, seed, message }) => (
              <li key={`${env} ${rule} ${seed}`}>
                {env}, {rule}, seed {seed}: {message}
              </li>
            ))}
          </ul>
          {problems.length > MOST_PROBLEMS && <p>And {problems.length - MOST_PROBLEMS} more.</p>}
        </Notice>
      )}
    </>
  );
}
