import { join } from "node:path";
import { writeIfOther } from "../experiment/store/atomic-file.js";
import { makeFolder } from "../experiment/store/run-folder.js";
import type { BandPoint } from "../report/curve-bands.js";
import { type Line, lineFigure } from "../report/line-figure.js";
import { lineStyles } from "../report/palette.js";
import { toPngAside } from "../report/png.js";
import type { EvolutionPlan } from "./plan-evolution.js";
import type { GenerationLine } from "./search-state.js";

const MEASURES = {
  auc: "over a lifetime",
  final: "in a lifetime's last tenth",
  validation: "over a lifetime",
  test: "of test samples after a lifetime",
};

/** Draws the fitness by generation: the members' mean, with a band from the lowest to the highest; validation; the mean's own. */
function evolutionFigure(plan: EvolutionPlan, lines: readonly GenerationLine[]): string {
  const { name, family, population, tasks, fitness, validation, agent } = plan;
  const score = agent.feedback === "label" ? "mean log π(label)" : "mean return";
  const styles = [...lineStyles(["members", "validation", "mean"]).values()];
  const members = lines.map(
    ({ generation, fitness: { mean, lowest, highest } }): BandPoint => ({
      ...{ x: generation, value: mean, low: lowest, high: highest },
    }),
  );
  const points = (pick: (line: GenerationLine) => number | null): BandPoint[] =>
    lines.flatMap((line) => {
      const value = pick(line);
      return value === null ? [] : [{ x: line.generation, value, low: value, high: value }];
    });
  const drawn: readonly Line[] = [
    {
      label: `${population - (population % 2)} members: mean, and range`,
      style: styles[0]!,
      points: members,
    },
    {
      label: "the mean, validation tasks",
      style: styles[1]!,
      points: points((line) => line.validation),
      dots: true,
    },
    { label: "the mean, same tasks", style: styles[2]!, points: points((line) => line.fitness.ofMean) },
  ];
  return lineFigure(
    {
      title: `${name}: fitness by generation`,
      subtitle: `${family}, ${tasks} fresh tasks a generation; validation on the same ${validation.tasks} tasks each time`,
    },
    drawn.filter((line) => line.points.length > 0),
    { x: "generation", y: `${score} ${MEASURES[fitness]}`, legend: "list" },
  );
}

/** Writes the figure into `report/`, as SVG and PNG; its path, undefined where there is nothing to draw yet. */
export async function writeEvolutionFigure(
  folder: string,
  plan: EvolutionPlan,
  lines: readonly GenerationLine[],
): Promise<string | undefined> {
  if (lines.length === 0) return undefined;
  const target = join(folder, "report");
  makeFolder(target, "the report's folder");
  const svg = evolutionFigure(plan, lines);
  writeIfOther(join(target, "fitness.svg"), svg);
  writeIfOther(join(target, "fitness.png"), await toPngAside(svg));
  return join(target, "fitness.svg");
}
