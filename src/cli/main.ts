#!/usr/bin/env node
import { Console } from "node:console";
import { CommanderError } from "commander";
import { createProgram } from "./program.js";
import { isUserMistake } from "./user-mistake.js";

const BAD_USAGE = 2;

// Whoever reads what we say may have enough before we are done (`| head`): no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
// Standard output is for results: what users' modules log goes elsewhere.
globalThis.console = new Console(process.stderr, process.stderr);

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Tells standard error what went wrong; returns the exit code. */
function report(error: unknown): number {
  // Commander has said its sentence already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : BAD_USAGE;
  const debugging = process.env.DEBUG?.split(",").includes("creditgym") ?? false;
  const mistake = error instanceof Error && isUserMistake(error);
  const text =
    error instanceof Error ? (mistake && !debugging ? error.message : (error.stack ?? error.message)) : error;
  process.stderr.write(`creditgym: ${text}\n`);
  return mistake ? BAD_USAGE : 1;
}
