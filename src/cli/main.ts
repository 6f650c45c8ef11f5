#!/usr/bin/env node
import { Console } from "node:console";
import { CommanderError } from "commander";
import { INTERRUPTED } from "./interrupt.js";
import { createProgram } from "./program.js";
import { isUserMistake } from "./user-mistake.js";

const BAD_USAGE = 2;
/** Errors that are no mistake of the user's, and whose message is one sentence all the same. */
const TOLD = ["StorageError", "EvolutionError"];
/** What Node exits with when the main module waits for a promise that nobody can settle any more. */
const UNSETTLED = 13;

// Whoever reads what we say may have enough before we are done (`| head`): no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.exitCode = 1;
    if (stream === process.stdout) {
      process.stderr.write(`creditgym: standard output cannot be written (${error.code})\n`);
    }
  });
}
// Standard output is for results: what users' modules log goes elsewhere.
globalThis.console = new Console(process.stderr, process.stderr);

let running = true;
// Users' modules run in this process: one that ends it, waits for ever or lets a promise fail unheard must
// not look like a command that went well.
process.on("exit", (code) => {
  if (!running || code === INTERRUPTED) return;
  process.stderr.write(
    "creditgym: the command was not done: a module ended the process, or waits for what never comes\n",
  );
  if (code === 0 || code === UNSETTLED) process.exitCode = 1;
});
process.on("unhandledRejection", (error) => {
  report(new Error("a promise that nobody waits for failed", { cause: error }));
  running = false;
  process.exit(1);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
running = false;

/** Tells standard error what went wrong; returns the exit code. */
function report(error: unknown): number {
  // Commander has said its sentence already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  const debugging = process.env.DEBUG?.split(",").includes("creditgym") ?? false;
  const mistake = error instanceof Error && isUserMistake(error);
  const isTold = mistake || (error instanceof Error && TOLD.includes(error.name));
  const text = debugging && error instanceof Error ? error.stack : sentence(error, isTold);
  process.stderr.write(`creditgym: ${text}\n`);
  return mistake ? BAD_USAGE : 1;
}

/** What went wrong, in one line; of what nobody foresaw, what it is and how to see where. */
function sentence(error: unknown, isTold: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (isTold) return error.message;
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  const [line] = `${error.name}: ${error.message}${cause}`.split("\n", 1);
  return `${line}; DEBUG=creditgym shows where`;
}
