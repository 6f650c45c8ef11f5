#!/usr/bin/env node
import { CommanderError } from "commander";
import { createProgram } from "./program.js";
import { isUserMistake } from "./user-mistake.js";

const BAD_USAGE = 2;

// Whoever reads standard output may have enough before we are done (`| head`): no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

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
