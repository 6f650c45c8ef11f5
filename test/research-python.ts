import { spawn } from "node:child_process";
import { join } from "node:path";
import { basePython } from "../envs/gymnasium-js/src/bridge/base-python.js";
import { onLines } from "../envs/gymnasium-js/src/bridge/lines.js";
import { PYTHON_FOLDER } from "../envs/gymnasium-js/src/bridge/package-folder.js";
import { pythonIn } from "../envs/gymnasium-js/src/bridge/python.js";

const CACHE = join(import.meta.dirname, "../node_modules/.cache/creditgym");
/** The file with its pinned versions is PART.txt. */
const REQUIREMENTS = join(import.meta.dirname, "set-up");
const PART = "research-requirements";

/**
 * The interpreter of an environment of the tests' own, under node_modules, with rliable, TensorBoard and pandas:
 * made when it is first asked for, anew when the requirements change, quick after that. Test files may ask at the
 * same time: one makes it, the others wait.
 *
 * @throws Error in one sentence when it cannot be made
 */
export async function researchPython(): Promise<string> {
  const folder = join(CACHE, "research");
  const program = join(PYTHON_FOLDER, "make_venv.py");
  // Its standard input ends with this process, however that ends, and then it stops.
  const child = spawn(await basePython(), ["-I", program, folder, REQUIREMENTS, PART], { stdio: "pipe" });
  let problem: string | undefined;
  let isDone = false;
  onLines(child.stdout, (line) => {
    const told = JSON.parse(line) as { progress?: string; done?: object; error?: string };
    if (told.progress !== undefined) process.stderr.write(`${told.progress}\n`);
    isDone ||= told.done !== undefined;
    problem ??= told.error;
  });
  onLines(child.stderr, (line) => {
    if (line !== "") problem = line;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (isDone) return pythonIn(folder);
  throw new Error(
    `Python with rliable could not be set up in ${folder}: ${problem ?? `it ended with status ${code}`}`,
  );
}
