import { join } from "node:path";
import { UsageError } from "../errors/usage-error.js";
import { exportRun, type RunExport } from "../export/export-run.js";
import { print } from "./print.js";

export interface ExportOptions {
  readonly format?: string;
  readonly out?: string;
}

/** `creditgym export` */
export function exportCommand(directory: string, { format, out }: ExportOptions): void {
  if (format === undefined) {
    throw new UsageError("--format is not given: allowed is one of tensorboard, csv");
  }
  const done = exportRun(directory, format, out);
  // Of TensorBoard's files there is one for each trial: it is told the folder.
  print(format === "csv" ? paths(done) : done.folder);
  const unfinished = done.trials.filter(({ status }) => status !== "done");
  for (const { env, rule, seed, status } of unfinished) {
    process.stderr.write(`not trained to the end: ${env}, ${rule}, seed ${seed} (${status})\n`);
  }
}

const paths = ({ folder, files }: RunExport): string => files.map((name) => join(folder, name)).join("\n");
