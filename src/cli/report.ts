import { readRun } from "../experiment/store/read-run.js";
import { print } from "./print.js";

export interface ReportOptions {
  readonly out?: string;
}

/** `creditgym report` */
export async function report(directory: string, { out }: ReportOptions): Promise<void> {
  const run = readRun(directory);
  // Drawing takes a while to load: a mistake is told before.
  const { writeReport } = await import("../experiment/report/write-report.js");
  const { page, files } = await writeReport(run, { speed: true, ...(out !== undefined && { out }) });
  print([page, ...files].join("\n"));
  const states = run.trials.map(({ status }) => status?.status ?? "not begun");
  const done = states.filter((state) => state === "done").length;
  if (done < states.length) {
    const others = [...new Set(states)]
      .filter((state) => state !== "done")
      .map((state) => `${states.filter((one) => one === state).length} ${NAMES[state]}`);
    process.stderr.write(`${done} of ${states.length} trials are in the report: ${others.join(", ")}\n`);
  }
}

const NAMES: Readonly<Record<string, string>> = {
  failed: "failed",
  interrupted: "interrupted",
  running: "running or killed",
  "not begun": "not begun",
};
