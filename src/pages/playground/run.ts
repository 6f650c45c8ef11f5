import { signal } from "@preact/signals";
import type { RateChange, Setup } from "./link.js";
import { type RateFactors, recordedAgent } from "./settings.js";
import type { Answer, Numbers, Request, Seen, Shape } from "./worker/messages.js";

/** Everything that decides a run's numbers, as text. */
export function runKey({ env, seed, changes }: Setup, rule: string): string {
  return JSON.stringify([env, rule, seed, changes[rule] ?? []]);
}

/** Looks between two at the weights, and at the curve. */
const WEIGHTS_EVERY = 6;
const CURVE_EVERY = 15;

/** Milliseconds without another choice after which rates are changed: keys and drags come in bursts. */
const SETTLES_AFTER = 400;

/** One rule that is trained in a worker. */
export class Run {
  readonly shape = signal<Shape | undefined>(undefined);
  readonly seen = signal<Seen | undefined>(undefined);
  /** The latest ones. */
  readonly weights = signal<Float32Array | undefined>(undefined);
  readonly curve = signal<Float64Array>(new Float64Array(0));
  /** Factors that were chosen and of which the worker has not yet said that they count. */
  readonly chosen = signal<RateFactors | undefined>(undefined);
  /** Why it failed, in a sentence. */
  readonly failure = signal<string | undefined>(undefined);
  readonly #worker: Worker;
  readonly #onChanged: (change: RateChange, slider: string) => void;
  /** Runs while a choice may still be followed by another. */
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** With which the latest choice was made. */
  #slider = "";
  #looks = 0;
  #isAsked = false;
  #onNumbers: ((numbers: Numbers) => void)[] = [];

  constructor(
    readonly rule: string,
    setup: Setup,
    onChanged: (change: RateChange, slider: string) => void,
  ) {
    const { env, seed, changes } = setup;
    this.#onChanged = onChanged;
    this.#worker = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#take(data);
    this.#worker.onerror = ({ message }) => {
      this.failure.value = `The program that trains could not be started: ${message || "it did not load"}.`;
    };
    const config = recordedAgent(env, rule);
    this.#ask({ type: "start", arm: { env, rule, seed, config, changes: changes[rule] ?? [] } });
  }

  /** Asks what there is to see, unless the last answer is still awaited. */
  look(): void {
    if (this.#isAsked || this.failure.value !== undefined) return;
    this.#isAsked = true;
    const weights = this.#looks % WEIGHTS_EVERY === 0;
    const curve = this.#looks % CURVE_EVERY === 0;
    this.#looks++;
    this.#ask({ type: "look", weights, curve });
  }

  pace(rate: number | null, isPaused: boolean, watched: boolean): void {
    this.#ask({ type: "pace", rate, isPaused, watched });
    // What stands still is to be seen as it is.
    this.#looks = 0;
  }

  step(): void {
    this.#ask({ type: "step" });
    this.#looks = 0;
  }

  /** Changes rates soon: what is chosen with one slider in quick succession becomes one change. */
  choose(factors: RateFactors, slider: string): void {
    if (slider !== this.#slider) this.settle();
    this.#slider = slider;
    this.chosen.value = factors;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.settle(), SETTLES_AFTER);
  }

  /** Changes rates at once to what was chosen. */
  settle(): void {
    if (this.#settling === undefined) return;
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#ask({ type: "rates", factors: this.chosen.value!, slider: this.#slider });
  }

  /** Takes back what was chosen and has not been changed yet. */
  unchoose(): void {
    if (this.#settling === undefined) return;
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.chosen.value = undefined;
  }

  numbers(): Promise<Numbers> {
    return new Promise((resolve) => {
      this.#onNumbers.push(resolve);
      this.#ask({ type: "numbers" });
    });
  }

  close(): void {
    clearTimeout(this.#settling);
    this.#worker.terminate();
  }

  #ask(request: Request): void {
    this.#worker.postMessage(request);
  }

  #take(answer: Answer): void {
    switch (answer.type) {
      case "ready":
        this.shape.value = answer;
        break;
      case "seen":
        this.#isAsked = false;
        if (answer.weights !== undefined) this.weights.value = answer.weights;
        if (answer.curve !== undefined) this.curve.value = answer.curve;
        this.seen.value = answer;
        break;
      case "numbers":
        this.#onNumbers.shift()?.(answer);
        break;
      case "changed":
        this.#onChanged(answer.change, answer.slider);
        if (this.#settling === undefined) this.chosen.value = undefined;
        break;
      case "failed":
        this.failure.value = answer.message;
        break;
    }
  }
}
