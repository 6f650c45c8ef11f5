import type { VectorStep } from "gymnasium-js";
import type { Checkpoint } from "../../../agents/agent.js";
import { joinedStates, stateOfReplica } from "../../../agents/replica-states.js";
import type { TeamAgent } from "../../../agents/team-agent.js";
import { agentFor } from "../agent-for.js";
import { type AgentParts, openAgentParts } from "../models/agent-parts.js";
import type { PackPace } from "./pack-pace.js";
import { PackedRows } from "./packed-rows.js";
import type { Seat, Turn } from "./seat.js";

/** Trials that stand at the same step, with settings that go together: replicas of one agent, which act and learn as one. */
export class Cohort {
  /** By replica; some may have left. */
  #seats: readonly Seat[];
  readonly #pace: PackPace;
  #parts: AgentParts | undefined;
  #agent!: TeamAgent;
  #rows!: PackedRows;
  /** Seats that have not left, and those of them that have a turn. */
  #here: number;
  #arrived: number;
  #isReady = false;
  readonly #retired = new Set<Seat>();
  /** The agent's state, until it changes. */
  #state: Checkpoint | undefined;

  /** @param seats each has a turn */
  constructor(seats: readonly Seat[], pace: PackPace) {
    this.#seats = seats;
    this.#pace = pace;
    this.#here = seats.length;
    this.#arrived = seats.length;
    for (const seat of seats) seat.cohort = this;
  }

  /** That of one trial's own agent. */
  stateOf(seat: Seat): Checkpoint {
    this.#state ??= this.#agent.state();
    return stateOfReplica(this.#state, this.#seats.indexOf(seat), this.#seats.length);
  }

  /** Makes the agent, and takes the first step. */
  async begin(): Promise<void> {
    const seats = this.#seats;
    try {
      const states = seats.map(({ saved }) => saved).filter((saved) => saved !== undefined);
      await this.#open(seats, states.length === 0 ? undefined : joinedStates(states));
      if (seats[0]!.isAbandoned) this.#agent.abandonEpisodes();
    } catch (error) {
      for (const seat of seats) seat.takeTurn()?.reject(error);
      return;
    }
    this.#isReady = true;
    this.#advance();
  }

  arrived(): void {
    this.#arrived++;
    this.#advance();
  }

  left(): void {
    this.#here--;
    this.#advance();
  }

  dispose(): void {
    this.#parts?.dispose();
  }

  /** Takes a step if all who are left have a turn. */
  #advance(): void {
    if (!this.#isReady || this.#here === 0 || this.#arrived < this.#here) return;
    this.#arrived = 0;
    void this.#step();
  }

  async #step(): Promise<void> {
    let turns: readonly (Turn | undefined)[] = [];
    try {
      this.#pace.begin();
      if (this.#here <= this.#seats.length / 2) await this.#shrink();
      this.#retire();
      const seats = this.#seats;
      turns = seats.map((seat) => seat.takeTurn());
      this.#state = undefined;
      this.#rows.gather(turns);
      this.#agent.act(this.#rows.transition.observations, this.#rows.actions);
      this.#rows.scatter(turns);
      const steps = await Promise.all(turns.map((turn) => turn && stepOf(turn)));
      this.#rows.take(steps.map((step, k) => (step && seats[k]!.canLearnFrom(step) ? step : undefined)));
      this.#agent.learn(this.#rows.transition);
      turns.forEach((turn, k) => {
        if (steps[k] !== undefined) turn!.resolve(steps[k]);
      });
    } catch (error) {
      // Nothing that one trial alone could have done wrong.
      this.#isReady = false;
      for (const turn of [...turns, ...this.#seats.map((seat) => seat.takeTurn())]) turn?.reject(error);
    }
  }

  /** Leaves out those who have left, once they are half: they cost as much as the others. */
  async #shrink(): Promise<void> {
    const here = this.#seats.filter(({ hasLeft }) => !hasLeft);
    const state = joinedStates(here.map((seat) => this.stateOf(seat)));
    await this.#open(here, state);
  }

  /** An agent of these seats, which have turns. @param state what it goes on from */
  async #open(seats: readonly Seat[], state: Checkpoint | undefined): Promise<void> {
    const { task, turn } = seats[0]!;
    const seeds = seats.map(({ task: own }) => own.seed);
    const configs = seats.map(({ task: own }) => own.agent);
    const parts = await openAgentParts(task, task, { spaces: turn!.env, seed: seeds[0]! });
    this.#parts?.dispose();
    this.#parts = parts;
    this.#agent = agentFor(task, turn!.env, { ...parts, seeds, configs });
    if (state !== undefined) this.#agent.restore(state);
    const { feedback } = task.agent;
    this.#rows = new PackedRows(turn!.env, turn!.observations, seats.length, feedback === "label");
    this.#seats = seats;
    this.#state = undefined;
    this.#retired.clear();
  }

  #retire(): void {
    this.#seats.forEach((seat, replica) => {
      if (!seat.hasLeft || this.#retired.has(seat)) return;
      this.#agent.retire(replica);
      this.#retired.add(seat);
    });
  }
}

/** Steps a trial's environment; undefined where it fails, as the trial then does. */
async function stepOf({ env, actions, reject }: Turn): Promise<VectorStep | undefined> {
  try {
    return await env.step(actions);
  } catch (error) {
    reject(error);
    return undefined;
  }
}
