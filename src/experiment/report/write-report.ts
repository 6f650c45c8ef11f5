import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../errors/usage-error.js";
import { GENERATOR } from "../../report/page.js";
import { toPngAside } from "../../report/png.js";
import type { FamilySummary, Summary } from "../../statistics/index.js";
import { writeAtomically } from "../store/atomic-file.js";
import type { RunOnDisk } from "../store/read-run.js";
import { makeFolder } from "../store/run-folder.js";
import { drawEnvironment } from "./environment-figures.js";
import { drawOverall } from "./overall-figures.js";
import { reportDataOf } from "./report-data.js";
import { FIGURE_NAMES, type ReportFigure } from "./report-figure.js";
import { reportMarkdown } from "./report-markdown.js";
import { reportPage } from "./report-page.js";
import { drawUnseen } from "./unseen-figures.js";

export interface ReportOptions {
  /** Whether the page tells how fast trials were; equal runs then have unequal pages. */
  readonly speed?: boolean;
  /** Where to write; `report/` in the run's folder unless given. */
  readonly out?: string;
}

/** What was written. */
export interface WrittenReport {
  readonly summary: Summary;
  readonly families: readonly FamilySummary[];
  /** The page's path. */
  readonly page: string;
  /** Paths of the Markdown tables and of all figures, twice each: SVG and PNG. */
  readonly files: readonly string[];
}

const PAGE = "index.html";
const TABLES = "comparison.md";

/**
 * Writes the report of a run, of one that has not ended too: a page, its figures as SVG and PNG, its tables as
 * Markdown. Reads all from the run's folder, the curves of one environment at a time. Figures of an earlier report that there
 * are no longer are removed.
 *
 * @throws {UsageError} when a file of the run cannot be read, or `out` holds anything but a report
 * @throws {StorageError} when it cannot be written
 */
export async function writeReport(run: RunOnDisk, options: ReportOptions = {}): Promise<WrittenReport> {
  const { speed = false, out } = options;
  if (out !== undefined) checkTarget(out);
  const target = out ?? join(run.folder, "report");
  const data = reportDataOf(run);
  makeFolder(target, out === undefined ? "the report's folder" : "--out");
  const figures = drawUnseen(data);
  await writeFigures(target, figures);
  const efficiencies = [];
  for (const env of data.environments) {
    const drawn = drawEnvironment(env, data);
    efficiencies.push(drawn.efficiency);
    figures.push(...drawn.figures);
    await writeFigures(target, drawn.figures);
  }
  const overall = drawOverall(data, efficiencies);
  await writeFigures(target, overall);
  figures.push(...overall);
  const names = figures.flatMap(({ name }) => [`${name}.svg`, `${name}.png`]);
  removeOthers(target, names);
  writeAtomically(join(target, TABLES), reportMarkdown(data));
  writeAtomically(join(target, PAGE), reportPage(data, figures, speed));
  return {
    summary: data.summary,
    families: data.families,
    page: join(target, PAGE),
    files: [TABLES, ...names].map((name) => join(target, name)),
  };
}

async function writeFigures(target: string, figures: readonly ReportFigure[]): Promise<void> {
  const pictures = await Promise.all(figures.map(({ svg }) => toPngAside(svg)));
  figures.forEach(({ name, svg }, i) => {
    writeAtomically(join(target, `${name}.svg`), svg);
    writeAtomically(join(target, `${name}.png`), pictures[i]!);
  });
}

function removeOthers(target: string, names: readonly string[]): void {
  const kept = new Set(names);
  for (const name of readdirSync(target)) {
    if (FIGURE_NAMES.test(name) && !kept.has(name)) rmSync(join(target, name), { force: true });
  }
}

/** @throws {UsageError} rather than put a report over what is there */
function checkTarget(out: string): void {
  if (!existsSync(out)) return;
  if (statSync(out).isDirectory()) {
    if (readdirSync(out).length === 0) return;
    const page = join(out, PAGE);
    if (existsSync(page) && readFileSync(page, "utf8").slice(0, 1000).includes(GENERATOR.text)) return;
  }
  throw new UsageError(
    `--out is "${out}", which holds something else: allowed is a new or empty folder, or one with a report, which is replaced`,
  );
}
