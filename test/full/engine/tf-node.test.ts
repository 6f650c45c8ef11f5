import { describeConformance } from "../../engine/tf-conformance.js";
import { describeRuns } from "../../engine/tf-runs.js";

await describeConformance("tfjs-node");
await describeRuns("tfjs-node", 10_000);
