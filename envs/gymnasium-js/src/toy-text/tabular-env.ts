import type { Drawing } from "../drawing/drawing.js";
import type { Info } from "../env.js";
import { NativeEnv, type NativeStep } from "../native/native-env.js";
import { Discrete } from "../spaces/discrete.js";
import type { TransitionTable } from "./transition-table.js";

export interface TabularEnvOptions {
  readonly name: string;
  readonly table: TransitionTable;
  /** 1, the place in the table, and what else there is. */
  readonly stateSize?: number;
  readonly drawing: Drawing<number>;
  readonly renderMode: unknown;
}

/** A single environment whose observation is its state and whose law is a table. */
export abstract class TabularEnv extends NativeEnv<number, number> {
  protected readonly table: TransitionTable;

  protected constructor({ name, table, stateSize = 1, drawing, renderMode }: TabularEnvOptions) {
    super({
      ...{ name, drawing, renderMode },
      observationSpace: new Discrete(table.states),
      actionSpace: new Discrete(table.actions),
      stateSize,
    });
    this.table = table;
  }

  protected begin(): void {
    this.variables[0] = this.table.firstState(this.generator.random());
  }

  protected observe(): number {
    return this.variables[0]!;
  }

  protected override resetInfo(): Info {
    return { prob: 1 };
  }

  protected advance(action: number): NativeStep {
    const { table } = this;
    const at = table.outcome(this.variables[0]!, action, this.generator.random());
    this.variables[0] = table.next[at]!;
    return {
      reward: table.rewards[at]!,
      terminated: table.terminated[at] === 1,
      info: { prob: table.probabilities[at]! },
    };
  }
}
