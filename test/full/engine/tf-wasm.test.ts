import { describeRuns } from "../../engine/tf-runs.js";

await describeRuns("tfjs-wasm", 10_000);
