import { unseenPlot } from "../../report/unseen-tasks.js";
import { folderNames } from "../folder-names.js";
import { UNSEEN_CAPTION } from "./captions.js";
import type { ReportData } from "./report-data.js";
import type { ReportFigure } from "./report-figure.js";

/** A figure for each family with results. */
export function drawUnseen({ families, styles }: ReportData): ReportFigure[] {
  const names = folderNames(families.map(({ family }) => family));
  return families.flatMap((family, k): ReportFigure[] =>
    family.rules.length === 0
      ? []
      : [
          {
            ...{ env: family.family, name: `unseen-tasks-${names[k]}`, heading: "Unseen tasks" },
            ...{ svg: unseenPlot(family, styles), caption: UNSEEN_CAPTION },
          },
        ],
  );
}
