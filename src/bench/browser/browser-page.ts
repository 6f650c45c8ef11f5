import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cpuTimeBelow } from "../cpu-time.js";
import { chromiumPath } from "./chromium-path.js";

/** A page that a real Chromium shows, without a window. */
export class BrowserPage {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#answers = createInterface({ input: process.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws {Error} where the browser cannot be started or the page not be opened */
  static async open(address: string): Promise<BrowserPage> {
    const script = join(import.meta.dirname, "page-process.js");
    const child = spawn(process.execPath, [script, chromiumPath(), address], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const page = new BrowserPage(child);
    await page.evaluate("0");
    return page;
  }

  /** What an expression of one line comes to in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    this.#process.stdin!.write(`${expression}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error("the browser has ended");
    return JSON.parse(answer.value) as T;
  }

  /** Microseconds of CPU time of all the browser's processes; undefined where the system does not tell. */
  get cpuTime(): number | undefined {
    return cpuTimeBelow(this.#process.pid!);
  }

  /** Ends the browser, too. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.stdin!.end();
    await ended;
  }
}

/** What a benchmark needs that opens pages and is not there, in words; undefined where all is. */
export function missingForPages(): string | undefined {
  if (!existsSync(chromiumPath())) return `there is no Chromium at ${chromiumPath()} (CHROMIUM names one)`;
  try {
    import.meta.resolve("playwright-core");
    return undefined;
  } catch {
    return "playwright-core is not installed";
  }
}
