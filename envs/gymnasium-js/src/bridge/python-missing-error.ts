import { GymnasiumError } from "../errors.js";
import type { Extra } from "./extras.js";

/** No Python with Gymnasium, or one without what an environment needs. */
export class PythonMissingError extends GymnasiumError {
  /**
   * @param of the environment, or what else needs Python
   * @param problem the middle of the sentence
   * @param extra what the environment needs beside Gymnasium itself
   */
  constructor(
    readonly of: string,
    readonly problem: string,
    readonly extra?: Extra,
  ) {
    const command = `npx creditgym gymnasium setup${extra === undefined ? "" : ` --extras ${extra}`}`;
    super(`${of}: ${problem}; run \`${command}\``);
  }
}
