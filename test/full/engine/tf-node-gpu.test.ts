import { describeConformance } from "../../engine/tf-conformance.js";
import { describeRuns } from "../../engine/tf-runs.js";

await describeConformance("tfjs-node-gpu");
await describeRuns("tfjs-node-gpu", 10_000);
