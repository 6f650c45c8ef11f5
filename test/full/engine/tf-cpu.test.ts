import { describeConformance } from "../../engine/tf-conformance.js";
import { describeRuns } from "../../engine/tf-runs.js";

await describeConformance("tfjs-cpu");
await describeRuns("tfjs-cpu", 10_000);
