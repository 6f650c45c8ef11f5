import { useEffect, useRef, useState } from "preact/hooks";
import type { PolicyFrame, PolicyWaiting, Problem, RunHead } from "../../dashboard/messages.js";
import { compact } from "../../report/numbers.js";
import { Picture } from "../picture/picture.js";
import { SLOW } from "./notices.js";
import { type Connection, useEvents } from "./use-events.js";
import { change, view } from "./view.js";
import type { Watched } from "./view-hash.js";

interface PolicyProps {
  readonly id: string;
  readonly head: RunHead;
  /** Places of arms that have begun. */
  readonly begun: readonly number[];
  /** Whether somebody works on the run. */
  readonly isRunning: boolean;
}

const still = matchMedia("(prefers-reduced-motion: reduce)");

/** So that something is drawn when it comes into view: it is opened a little before. */
const NEAR = "300px";

/** What a trial's network does, drawn as it goes; played for as long as it is seen. */
export function Policy({ id, head, begun, isRunning }: PolicyProps) {
  const drawn = head.environments.filter(({ isDrawn }) => isDrawn);
  const section = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  const [isPlaying, setPlaying] = useState(!still.matches);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => setSeen(entry!.isIntersecting), {
      rootMargin: NEAR,
    });
    if (section.current !== null) observer.observe(section.current);
    return () => observer.disconnect();
  }, []);
  // The first that has begun; it stays, whatever begins later.
  const usual = useRef<Watched>(undefined);
  usual.current ??= firstOf(head, begun);
  if (drawn.length === 0) return null;
  const { watched = usual.current ?? firstOf(head, [...head.arms.keys()])! } = view.value;
  const rules = head.environments.find(({ env }) => env === watched.env)?.rules ?? [];
  const choose = (part: Partial<Watched>): void => change({ watched: { ...watched, ...part } });
  return (
    <section class="policy" ref={section} aria-labelledby="policy-heading">
      <h2 id="policy-heading">A network at play</h2>
      <div class="fields">
        {drawn.length > 1 && (
          <Choice
            label="Environment"
            value={watched.env}
            options={drawn.map(({ env }) => env)}
            choose={(env) => {
              const there = head.environments.find((one) => one.env === env)!.rules;
              choose({ env, rule: there.includes(watched.rule) ? watched.rule : there[0]! });
            }}
          />
        )}
        <Choice label="Rule" value={watched.rule} options={rules} choose={(rule) => choose({ rule })} />
        <Choice
          label="Seed"
          value={String(watched.seed)}
          options={head.seeds.map(String)}
          choose={(seed) => choose({ seed: Number(seed) })}
        />
        <button type="button" onClick={() => setPlaying(!isPlaying)}>
          {isPlaying ? "Pause" : "Play"}
        </button>
      </div>
      <Stage key={JSON.stringify(watched)} {...{ id, watched, isRunning, isSeen }} isPlaying={isPlaying} />
    </section>
  );
}

/** The first of some arms whose networks can be drawn and are not hidden. */
function firstOf({ arms, environments, seeds }: RunHead, places: readonly number[]): Watched | undefined {
  const drawable = places
    .map((place) => arms[place]!)
    .filter(({ env }) => environments.some((one) => one.env === env && one.isDrawn));
  const { off } = view.peek();
  const arm = drawable.find(({ rule }) => !off.includes(rule)) ?? drawable[0];
  return arm === undefined ? undefined : { ...arm, seed: seeds[0]! };
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <label>
      {label}{" "}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

interface StageProps {
  readonly id: string;
  readonly watched: Watched;
  readonly isRunning: boolean;
  readonly isSeen: boolean;
  readonly isPlaying: boolean;
}

function Stage({ id, watched, isRunning, isSeen, isPlaying }: StageProps) {
  const { env, rule, seed } = watched;
  const [frame, setFrame] = useState<PolicyFrame>();
  const [waiting, setWaiting] = useState<PolicyWaiting>();
  const [problem, setProblem] = useState<string>();
  const parameters = new URLSearchParams({ id, env, rule, seed: String(seed) });
  const connection = useEvents(isPlaying && isSeen ? `api/policy?${parameters}` : undefined, {
    frame: (next: PolicyFrame) => {
      setProblem(undefined);
      setFrame(next);
    },
    waiting: setWaiting,
    problem: ({ message }: Problem) => setProblem(message),
  });
  const isEmpty = frame === undefined;
  return (
    <figure class="stage">
      <div class={isEmpty ? "picture blank" : "picture"}>
        {isEmpty ? (
          <p role="status">{problem ?? blankText(env, { isPlaying, isRunning, waiting, connection })}</p>
        ) : (
          <Picture svg={frame.svg} name={`${env}, played by ${rule}, seed ${seed}`} />
        )}
      </div>
      {!isEmpty && <figcaption class="faint">{problem ?? captionOf(frame)}</figcaption>}
    </figure>
  );
}

interface Blank {
  readonly isPlaying: boolean;
  readonly isRunning: boolean;
  readonly waiting: PolicyWaiting | undefined;
  readonly connection: Connection;
}

/** Why nothing is drawn yet. */
function blankText(env: string, { isPlaying, isRunning, waiting, connection }: Blank): string {
  if (!isPlaying) return "Paused: Play opens it.";
  if (connection === "slow") return SLOW;
  if (waiting === undefined) return `Opening ${env}…`;
  if (!isRunning) return "This trial has saved no network.";
  return waiting.hasBegun
    ? "Waiting for the first network that this trial saves…"
    : "This trial has not begun yet. Its network is drawn as soon as one is saved.";
}

function captionOf({ episode, step, return: total, trained, isSlow }: PolicyFrame): string {
  const after = `${compact(trained.episodes)} episodes, ${compact(trained.steps)} steps`;
  const pace = isSlow ? " · in slow motion, as no core is free" : "";
  return `Trained for ${after} · episode ${episode}, step ${step}, return ${compact(Number(total.toPrecision(4)))}${pace}`;
}
