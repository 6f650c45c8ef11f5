export { comparisonTables, type PublishedFigure } from "./comparison-table.js";
export {
  type BandPoint,
  type CurveAxis,
  type CurveSeries,
  curveBand,
  type PlottedPoint,
} from "./curve-bands.js";
export type { Figure } from "./figure.js";
export { type LearningCurvePlotOptions, learningCurvePlots } from "./learning-curve-plots.js";
export { ABSENT, decimalsFor, fixed, intervalText, meanStd, meanStdInterval } from "./numbers.js";
export { pairPlots } from "./pair-plots.js";
export type { LineStyle } from "./palette.js";
export { toPng } from "./png.js";
export { returnPlots } from "./return-plots.js";
export { type Column, markdownTable, type Table, textTable } from "./tables.js";
export { unseenTables } from "./unseen-tasks.js";
