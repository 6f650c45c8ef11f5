import { html } from "../../report/html.js";
import type { PageSection } from "../../report/page.js";
import type { ReportData } from "./report-data.js";

/** How the numbers were made: what a reviewer asks. */
export function methodsSection({ families }: ReportData): PageSection {
  return {
    id: "how-the-numbers-were-made",
    title: "How the numbers were made",
    body: html`<ul>
<li>The unit of replication is the seed: n is how many trials are behind a number. Trials that failed, have not
ended or completed no episode are left out everywhere, and told of where a rule has such.</li>
<li><b>Average return</b>: mean over all episodes that a trial completed. <b>Final return</b>: over the last tenth of them.
<b>Evaluation return</b>: mean of the last evaluation, in which the network does not learn.</li>
<li><b>Interquartile mean</b> (IQM): mean of what is left when the lowest and the highest quarter are cut off. Figures show it
where every rule has at least five seeds, and the mean otherwise.</li>
<li><b>Intervals and bands</b>: 95 % percentile bootstrap over seeds, within each environment (2,000 resamples; 1,000 for bands).
Bands hold point by point, not for a curve as a whole. With few seeds such intervals are too narrow.</li>
<li><b>Probability of improvement</b>: share of pairs of seeds in which one rule has the higher average return, ties counting one
half. <b>Paired differences</b> compare trials of the same seed, which share what the environment draws.</li>
${
  families.length > 0 &&
  html`<li><b>Unseen tasks</b>: in each split of a family a seed plays a task of its own, the same one with every rule. Held-out
less training: the two samples of tasks are independent, and both are resampled. Settings, where they were searched for, were
chosen on other training tasks only.</li>
`
}<li>No correction is made for comparing many pairs: of twenty pairs without any difference, one is told apart by chance.</li>
<li>Definitions follow Agarwal et al. 2021, “Deep reinforcement learning at the edge of the statistical precipice”, and its
library rliable; diagnostics and paired differences are creditgym's own.</li>
</ul>
`,
  };
}
