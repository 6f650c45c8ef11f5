/** What server and page tell each other. Types alone: the page has nothing of the server's in it. */

/** `interrupted`: nobody works on it, and it is not done. */
export type RunState = "running" | "done" | "failed" | "interrupted" | "unreadable";

/** A run in the list. */
export interface RunEntry {
  /** Its folder below the watched one, with slashes; "." for the watched folder itself. */
  readonly id: string;
  readonly kind: "comparison" | "evolution";
  readonly name: string;
  readonly variant?: string;
  readonly state: RunState;
  /** Why it cannot be read, in one sentence. */
  readonly problem?: string;
  /** Milliseconds since the epoch. */
  readonly began: number;
  /** Trials, or generations of an evolution. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly environments: readonly string[];
  readonly rules: readonly string[];
}

/** Event `list`. */
export interface RunList {
  /** As it was given on the command line. */
  readonly directory: string;
  /** Whether it is a run itself. */
  readonly isRun: boolean;
  /** Running ones first, newest first. */
  readonly runs: readonly RunEntry[];
}

export type Axis = "episode" | "step";
export type Centre = "mean" | "iqm";
export type Band = "ci95" | "iqr" | "none";

/** What a page wants to see of a run, as parameters of the request. */
export interface CurveView {
  /** Undefined for what suits the number of seeds. */
  readonly centre: Centre | undefined;
  readonly band: Band;
  /** Width of the moving average, in percent of what is shown, in [0, 50]. */
  readonly smooth: number;
  /** Whether single seeds are sent too. */
  readonly seeds: boolean;
  /** By place of the environment: what part of the axis is shown; all unless given. */
  readonly zoom: Readonly<Record<number, readonly [from: number, to: number]>>;
}

export interface EnvironmentHead {
  readonly env: string;
  readonly axis: Axis;
  readonly rules: readonly string[];
  /** Whether its policies can be drawn here. */
  readonly isDrawn: boolean;
}

/** One setting of all arms. */
export interface SettingRow {
  readonly path: string;
  /** By arm; null where it has none. */
  readonly values: readonly (string | null)[];
}

/** Event `head`: what does not change while a run goes on, or once, when a search has chosen. */
export interface RunHead {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly variant?: string;
  readonly engine: string;
  readonly seeds: readonly number[];
  readonly environments: readonly EnvironmentHead[];
  /** In the order of the table and the settings. */
  readonly arms: readonly { readonly env: string; readonly rule: string }[];
  /** In the order in which rules first appear: the same place has the same colour everywhere. */
  readonly rules: readonly string[];
  readonly settings: readonly SettingRow[];
  readonly isDiagnosed: boolean;
  /** What lines are, where the page left that open. */
  readonly centre: Centre;
  /** What to run to go on with it. */
  readonly resume: string;
  /** With what it was made, for people. */
  readonly made: string;
}

export interface TrialProblem {
  readonly env: string;
  readonly rule: string;
  readonly seed: number;
  readonly message: string;
}

/** Event `progress`. */
export interface RunProgressMessage {
  readonly state: RunState;
  /** The machine that works on it, where it is another one. */
  readonly elsewhere?: string;
  /** Trials of which nothing has been read yet: those that are there to be read. */
  readonly unread: number;
  readonly trials: number;
  readonly done: number;
  readonly failed: number;
  /** Begun and not ended: they run, or were interrupted. */
  readonly underWay: number;
  /** Of the search for settings that comes first; left out for none. */
  readonly search?: { readonly trials: number; readonly done: number };
  /** Of the work, in [0, 1]. */
  readonly fraction: number;
  /** Environment steps per second over the last seconds. */
  readonly stepsPerSecond: number;
  /** Null while nothing can be said. */
  readonly secondsLeft: number | null;
  readonly problems: readonly TrialProblem[];
}

/** Numbers of a line; null where it has a gap. */
export type Numbers = readonly (number | null)[];

/** Event `curve`: one arm's line. */
export interface ArmCurve {
  /** Place of the arm. */
  readonly arm: number;
  /** Seeds that have begun. */
  readonly seeds: number;
  /** Where the axis ends when all is shown. */
  readonly end: number;
  readonly x: readonly number[];
  readonly y: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
  /** Seeds behind each point. */
  readonly counts: readonly number[];
  /** Single seeds, at most so many as can be told apart; left out unless asked for. */
  readonly runs?: readonly { readonly seed: number; readonly y: Numbers }[];
}

export interface MeasureRow {
  readonly mean: number;
  readonly meanCi95: readonly [number, number];
  readonly iqm: number;
  readonly iqmCi95: readonly [number, number];
}

/** Event `row`: an arm in the table. Only trials that are done count. */
export interface ArmRow {
  readonly arm: number;
  readonly done: number;
  readonly failed: number;
  readonly underWay: number;
  readonly planned: number;
  readonly averageReturn?: MeasureRow;
  readonly finalReturn?: MeasureRow;
}

/** A quantity of a layer over training. */
export interface DiagnosticsLineMessage {
  readonly arm: number;
  readonly quantity: string;
  /** Bottom to top, the output layer last. */
  readonly layer: number;
  readonly x: readonly number[];
  readonly y: Numbers;
  readonly low: Numbers;
  readonly high: Numbers;
}

/** Event `diagnostics`: all that was measured. */
export interface DiagnosticsMessage {
  readonly quantities: readonly {
    readonly key: string;
    readonly title: string;
    readonly isLog: boolean;
    readonly mark: number | null;
  }[];
  readonly lines: readonly DiagnosticsLineMessage[];
}

/** Event `evolution`: an evolution's generations. */
export interface EvolutionMessage {
  readonly name: string;
  readonly state: RunState;
  readonly generations: number;
  readonly done: number;
  readonly generation: readonly number[];
  readonly mean: Numbers;
  readonly lowest: Numbers;
  readonly highest: Numbers;
  readonly validation: Numbers;
  /** What to run to go on with it. */
  readonly resume: string;
}

/** Event `frame`: what a policy does now. */
export interface PolicyFrame {
  readonly svg: string;
  /** From 1, since it is watched. */
  readonly episode: number;
  readonly step: number;
  readonly return: number;
  /** How long the network had been trained when the episode began. */
  readonly trained: { readonly episodes: number; readonly steps: number };
  /** Whether it is shown in slow motion, for no core is free. */
  readonly isSlow: boolean;
}

/** Event `waiting`: there is nothing to play with yet, as the trial has saved no network. */
export interface PolicyWaiting {
  /** Whether the trial has. */
  readonly hasBegun: boolean;
}

/** Event `problem`: why there is nothing to see, in one sentence. */
export interface Problem {
  readonly message: string;
}
