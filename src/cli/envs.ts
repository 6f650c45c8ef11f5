import { checkEnv, type Finding, make, registeredSpecs, replayTrajectory } from "gymnasium-js";
import { UsageError } from "../errors/usage-error.js";
import { findEnvironment, moduleSpec } from "../experiment/environments.js";
import { comesLater } from "./later.js";
import { aligned, print, printJson } from "./print.js";
import { readJsonFile } from "./read-json-file.js";

export interface EnvsOptions {
  readonly check?: string;
  readonly trajectory?: string;
  readonly json?: boolean;
}

/** `creditgym envs` */
export async function envs({ check, trajectory, json }: EnvsOptions): Promise<void> {
  if (check === undefined && trajectory !== undefined) {
    throw new UsageError(`--trajectory is "${trajectory}" without --check: allowed is with --check ID only`);
  }
  if (check === undefined) list(json);
  else if (trajectory === undefined) await checkOne(check, json);
  else replay(check, trajectory, json);
}

function list(json: boolean | undefined): void {
  const entries = registeredSpecs().map(({ id, maxEpisodeSteps, description }) => {
    const env = make(id);
    return {
      id,
      observationSpace: `${env.observationSpace}`,
      actionSpace: `${env.actionSpace}`,
      maxEpisodeSteps: maxEpisodeSteps ?? null,
      description: description ?? "",
    };
  });
  if (json) {
    printJson(entries);
    return;
  }
  print(
    aligned(
      entries.map(({ id, actionSpace, maxEpisodeSteps, description }) => [
        id,
        actionSpace,
        maxEpisodeSteps === null ? "no limit" : `${maxEpisodeSteps} steps`,
        description,
      ]),
    ),
  );
}

async function checkOne(id: string, json: boolean | undefined): Promise<void> {
  const { id: known, module } = findEnvironment(id, process.cwd());
  const findings =
    module === undefined
      ? checkEnv(known)
      : await moduleSpec(id, module).then((spec) => checkEnv(() => make(spec)));
  if (json) printJson({ id: known, holds: findings.length === 0, findings });
  else print(findings.length === 0 ? `${known}: every check holds.` : `${known}:\n${describe(findings)}`);
  if (findings.length > 0) process.exitCode = 1;
}

function describe(findings: readonly Finding[]): string {
  return findings
    .map(({ rule, where, problem, remedy }) => `  ${rule}, ${where}: ${problem}. To do: ${remedy}.`)
    .join("\n");
}

function replay(id: string, file: string, json: boolean | undefined): void {
  const { id: known, module } = findEnvironment(id, process.cwd());
  if (module !== undefined) comesLater("replaying a trajectory against a module's environment");
  const { steps, mismatches, maxAbsError } = replayTrajectory(readJsonFile("--trajectory", file), known);
  if (json) printJson({ steps, mismatches, maxAbsError });
  else {
    print(
      `${known}: ${steps} steps, ${mismatches} mismatches, largest difference ${maxAbsError.toExponential(1)}.`,
    );
  }
  if (mismatches > 0) process.exitCode = 1;
}
