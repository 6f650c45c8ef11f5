import type { AsyncEnv, Env } from "gymnasium-js";
import type { Moment } from "./play.js";

/** Prepares to show an environment; what it gives is called after every reset and step. */
export type Spectate = (env: Env | AsyncEnv) => (moment: Moment) => Promise<void> | void;

/** Several in turn. */
export function together(spectators: readonly Spectate[]): Spectate {
  return (env) => {
    const all = spectators.map((spectate) => spectate(env));
    return async (moment) => {
      for (const show of all) await show(moment);
    };
  };
}
