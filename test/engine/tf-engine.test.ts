import { describeConformance } from "./tf-conformance.js";
import { describeRuns } from "./tf-runs.js";

// On other backends in test/full.
await describeConformance("tfjs-wasm");
await describeRuns("tfjs-wasm", 300);
