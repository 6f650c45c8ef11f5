import { describeModels } from "../../agents/model/model-updates.js";
import { describeConformance } from "../../engine/tf-conformance.js";
import { describeRuns } from "../../engine/tf-runs.js";
import { installedEngines } from "../installed-engines.js";

process.env.CREDITGYM_CACHE = await installedEngines();
await describeConformance("tfjs-node");
await describeRuns("tfjs-node", 10_000);
await describeModels("tfjs-node");
