import { GymnasiumError } from "../errors.js";

/** Python's server did not start. */
export class ServerStartError extends GymnasiumError {
  /**
   * @param of the environment that needs it
   * @param problem what happened, as the middle of a sentence
   * @param advice what to do, as the end of the sentence
   * @param log the last lines that it wrote
   */
  constructor(
    readonly of: string,
    readonly problem: string,
    readonly advice: string,
    readonly log: readonly string[],
  ) {
    super(`${of}: Python's server did not start: ${problem}; ${advice}`);
  }
}
