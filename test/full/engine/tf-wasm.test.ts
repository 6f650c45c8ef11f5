import { describeModels } from "../../agents/model/model-updates.js";
import { describeRuns } from "../../engine/tf-runs.js";

await describeRuns("tfjs-wasm", 10_000);
await describeModels("tfjs-wasm");
