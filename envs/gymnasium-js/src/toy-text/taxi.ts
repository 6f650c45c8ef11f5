import type { Info } from "../env.js";
import type { NativeStep } from "../native/native-env.js";
import type { PCG64 } from "../random/pcg64.js";
import type { EnvSpec } from "../registry.js";
import { TabularEnv } from "./tabular-env.js";
import { TabularVectorEnv } from "./tabular-vector-env.js";
import { taxiDrawing } from "./taxi-drawing.js";
import {
  decodeTaxi,
  encodeTaxi,
  IN_TAXI,
  TAXI_ACTIONS,
  type TaxiSettings,
  taxiActionMasks,
  taxiSettings,
  taxiTable,
} from "./taxi-table.js";

type Kwargs = Readonly<Record<string, unknown>>;

/** Shared by all: [states × 6]. */
const MASKS = taxiActionMasks();

/**
 * Taxi-v4 (gymnasium/envs/toy_text/taxi.py; Dietterich 2000): fetch a passenger at one of four stops of a
 * 5 × 5 town and bring them to another. Actions: 0 south, 1 north, 2 east, 3 west, 4 pick up, 5 drop off.
 * The observation is ((5 · row + column) · 5 + passenger) · 4 + destination, passenger 4 being in the taxi.
 * Reward −1 a step, −10 for a wrong pick-up or drop-off, 20 at the destination, where it is terminated.
 * `info.prob` is the probability of what happened, `info.action_mask` says which actions do something.
 */
export class TaxiEnv extends TabularEnv {
  readonly #settings: TaxiSettings;

  /**
   * @param kwargs `is_rainy` (false): moves go astray with 1 − `rainy_probability` (0.8). `fickle_passenger`
   *   (false): with `fickle_probability` (0.3) the destination changes once, when the taxi drives off.
   * @throws InvalidArgumentError
   */
  constructor(kwargs: Kwargs = {}) {
    const settings = taxiSettings(kwargs);
    super({
      name: "Taxi",
      table: taxiTable(settings),
      stateSize: 2,
      drawing: taxiDrawing,
      renderMode: kwargs.renderMode,
    });
    this.#settings = settings;
  }

  protected override begin(): void {
    super.begin();
    this.variables[1] = becomesFickle(this.#settings, this.generator) ? 1 : 0;
  }

  protected override resetInfo(): Info {
    return { prob: 1, action_mask: this.#mask() };
  }

  protected override advance(action: number): NativeStep {
    const before = this.variables[0]!;
    const { reward, terminated, info } = super.advance(action);
    const after = this.variables[0]!;
    if (this.variables[1] === 1 && changesMind(before, after)) {
      this.variables[0] = withNewDestination(before, after, this.generator);
      this.variables[1] = 0;
    }
    return { reward, terminated, info: { ...info, action_mask: this.#mask() } };
  }

  #mask(): Int8Array {
    const state = this.variables[0]!;
    return MASKS.slice(TAXI_ACTIONS * state, TAXI_ACTIONS * (state + 1));
  }
}

/** Taxi-v4, many at once. */
export class TaxiVectorEnv extends TabularVectorEnv {
  readonly #settings: TaxiSettings;
  readonly #masks: Int8Array;

  /** @throws InvalidArgumentError */
  constructor(numEnvs: number, kwargs: Kwargs, maxEpisodeSteps: number | undefined, spec: EnvSpec) {
    const settings = taxiSettings(kwargs);
    const masks = new Int8Array(TAXI_ACTIONS * numEnvs);
    super({
      ...{ spec, numEnvs, maxEpisodeSteps, table: taxiTable(settings) },
      ...{ extraState: 1, infos: { action_mask: masks } },
    });
    this.#settings = settings;
    this.#masks = masks;
  }

  protected override begin(i: number): void {
    super.begin(i);
    this.states[i] = becomesFickle(this.#settings, this.generators[i]!) ? 1 : 0;
    this.#show(i, this.observations[i]!);
  }

  protected override moved(i: number, before: number, after: number): number {
    let state = after;
    if (this.states[i] === 1 && changesMind(before, after)) {
      state = withNewDestination(before, after, this.generators[i]!);
      this.states[i] = 0;
    }
    this.#show(i, state);
    return state;
  }

  #show(i: number, state: number): void {
    const masks = this.#masks;
    const to = TAXI_ACTIONS * i;
    const from = TAXI_ACTIONS * state;
    for (let k = 0; k < TAXI_ACTIONS; k++) masks[to + k] = MASKS[from + k]!;
  }
}

/** Draws only where passengers can be fickle at all, as Gymnasium does. */
function becomesFickle({ fickle, fickleProbability }: TaxiSettings, generator: PCG64): boolean {
  return fickle && generator.random() < fickleProbability;
}

/** When the taxi has moved with the passenger inside since before the step. */
function changesMind(before: number, after: number): boolean {
  const inside = Math.floor(before / 4) % 5 === IN_TAXI;
  return inside && Math.floor(before / 20) !== Math.floor(after / 20);
}

/** One of the other three destinations. */
function withNewDestination(before: number, after: number, generator: PCG64): number {
  const old = decodeTaxi(before).destination;
  const drawn = generator.integers(0, 3);
  return encodeTaxi({ ...decodeTaxi(after), destination: drawn < old ? drawn : drawn + 1 });
}
