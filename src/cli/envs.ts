import { checkEnv, type Finding, make, registeredSpecs, replayTrajectory } from "gymnasium-js";
import { UsageError } from "../errors/usage-error.js";
import { environmentSpec, findEnvironment } from "../experiment/environments.js";
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
  else await replay(check, trajectory, json);
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
  const source = findEnvironment(id, process.cwd());
  const spec = await environmentSpec(source);
  const findings = checkEnv(() => make(spec, { disableEnvChecker: true }));
  const holds = findings.every(({ severity }) => severity !== "error");
  if (json) printJson({ id: source.id, holds, findings });
  else print(findings.length === 0 ? `${source.id}: every check holds.` : report(source.id, findings));
  if (!holds) process.exitCode = 1;
}

function report(id: string, findings: readonly Finding[]): string {
  const lines = findings.map(
    ({ severity, rule, where, problem, remedy }) =>
      `  ${severity === "advice" ? "Advice: " : ""}${rule}, ${where}: ${problem}. To do: ${remedy}.`,
  );
  return [`${id}:`, ...lines].join("\n");
}

async function replay(id: string, file: string, json: boolean | undefined): Promise<void> {
  const source = findEnvironment(id, process.cwd());
  const recorded = readJsonFile("--trajectory", file);
  const { steps, mismatches, maxAbsError } = replayTrajectory(recorded, await environmentSpec(source));
  if (json) printJson({ steps, mismatches, maxAbsError });
  else {
    print(
      `${source.id}: ${steps} steps, ${mismatches} mismatches, largest difference ${maxAbsError.toExponential(1)}.`,
    );
  }
  if (mismatches > 0) process.exitCode = 1;
}
