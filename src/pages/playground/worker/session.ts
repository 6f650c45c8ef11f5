import type { RateFactors } from "../settings.js";
import type { Answer, Request, Seen, TrainedArm } from "./messages.js";
import { Pace, TICK } from "./pace.js";
import { Show } from "./show.js";
import { Trainer } from "./trainer.js";

type Post = (answer: Answer, transfer?: ArrayBuffer[]) => void;

/** Answers a page: trains at its pace, and shows what it asks for, when it asks. */
export class Session {
  readonly #post: Post;
  readonly #trainer: Trainer;
  readonly #show: Show;
  readonly #pace = new Pace();
  readonly #showPace = new Pace();
  #isPaused = true;
  #isWatched = false;
  /** Asked for, to be taken up between two stretches. */
  #chosen: { readonly factors: RateFactors; readonly slider: string } | undefined;
  /** Steps that were asked for while it pauses. */
  #single = 0;
  /** Set by requests that the running stretch must end for. */
  #isInterrupted = false;
  #wake: (() => void) | undefined;
  #rateBefore = { time: performance.now(), steps: 0, perSecond: 0 };

  constructor(arm: TrainedArm, post: Post) {
    this.#post = post;
    this.#trainer = new Trainer(arm);
    this.#show = new Show(arm);
    this.#showPace.set(this.#show.fps);
    this.#show.step(this.#trainer.agent);
    const { layers, spec } = this.#trainer.agent.actor;
    const binary = spec.hidden.every(({ kind }) => kind === "bernoulli");
    post({
      type: "ready",
      inputs: spec.inputs,
      units: layers.map(({ units }) => units),
      ...{ binary, fps: this.#show.fps },
    });
  }

  request(request: Exclude<Request, { type: "start" }>): void {
    switch (request.type) {
      case "look":
        this.#look(request.weights, request.curve);
        return;
      case "numbers":
        this.#tellNumbers();
        return;
      case "rates":
        this.#chosen = request;
        break;
      case "pace":
        this.#isPaused = request.isPaused;
        if (!request.isPaused) this.#single = 0;
        this.#isWatched = request.watched;
        this.#trainer.watched.isWatched = request.watched;
        this.#pace.set(request.rate);
        break;
      case "step":
        this.#single++;
        break;
    }
    this.#isInterrupted = true;
    this.#wake?.();
  }

  /** Trains for as long as the worker lives. */
  async run(): Promise<void> {
    for (;;) {
      if (this.#chosen !== undefined) {
        const { factors, slider } = this.#chosen;
        this.#chosen = undefined;
        this.#post({ type: "changed", change: this.#trainer.change(factors), slider });
      }
      const isSingle = this.#isPaused;
      const steps = isSingle ? this.#single : this.#pace.due();
      if (steps === 0) {
        await this.#sleep();
        continue;
      }
      const begin = this.#trainer.step;
      this.#isInterrupted = false;
      await this.#trainer.advance(() => this.#isInterrupted || this.#trainer.step >= begin + steps);
      // Requests end a stretch early: the rest of its single steps is still to be taken.
      if (isSingle) this.#single = Math.max(0, this.#single - (this.#trainer.step - begin));
    }
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#isPaused ? undefined : setTimeout(() => this.#wake?.(), TICK);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #look(withWeights: boolean, withCurve: boolean): void {
    const trainer = this.#trainer;
    const isWatched = this.#isWatched && trainer.step > 0;
    if (!this.#isPaused && !this.#isWatched) {
      for (let due = Math.min(this.#showPace.due(), 10); due > 0; due--) this.#show.step(trainer.agent);
    }
    const { actor } = isWatched ? trainer.agent : this.#show.agent;
    const seen: Seen = {
      type: "seen",
      frame: isWatched ? trainer.watched.frame() : this.#show.frame(),
      activity: joined([actor.input.data, ...actor.layers.map(({ h }) => h.data)]),
      credit: isWatched ? trainer.credit.last() : trainer.credit.means(),
      weights: withWeights
        ? joined(trainer.agent.actor.layers.map(({ weights }) => weights.data))
        : undefined,
      curve: withCurve
        ? Float64Array.from(
            trainer.bins
              .curve()
              .points.flatMap(({ step, meanReturn, episodes }) => [step, meanReturn, episodes]),
          )
        : undefined,
      watched: isWatched,
      steps: trainer.tracker.steps,
      episodes: trainer.tracker.completed,
      recentReturn: trainer.recent.mean,
      stepsPerSecond: this.#stepsPerSecond(),
      rates: trainer.rates,
    };
    const buffers = [seen.activity, seen.credit, seen.weights, seen.curve].flatMap(
      (array) => array?.buffer ?? [],
    );
    this.#post(seen, buffers);
  }

  #stepsPerSecond(): number {
    const before = this.#rateBefore;
    const time = performance.now();
    const { step: steps } = this.#trainer;
    const seconds = (time - before.time) / 1000;
    if (seconds < 0.5) return before.perSecond;
    this.#rateBefore = { time, steps, perSecond: (steps - before.steps) / seconds };
    return this.#rateBefore.perSecond;
  }

  #tellNumbers(): void {
    const { bins, tracker } = this.#trainer;
    const { binWidth, points } = bins.curve();
    const curve = points.map((p) => [p.episode, p.step, p.meanReturn, p.meanLength] as const);
    this.#post({ type: "numbers", steps: tracker.steps, episodes: tracker.completed, binWidth, curve });
  }
}

function joined(parts: readonly ArrayLike<number>[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    all.set(part, start);
    start += part.length;
  }
  return all;
}
