export { comparisonTables } from "./comparison-table.js";
export {
  type BandPoint,
  type CurveAxis,
  type CurveSeries,
  curveBand,
  type PlottedPoint,
} from "./curve-bands.js";
export type { Figure } from "./figure.js";
export { finalReturnPlots } from "./final-return-plots.js";
export { type LearningCurvePlotOptions, learningCurvePlots } from "./learning-curve-plots.js";
export { ABSENT, decimalsFor, fixed, intervalText, meanStd, meanStdInterval } from "./numbers.js";
export { toPng } from "./png.js";
export { type Column, markdownTable, textTable } from "./tables.js";
