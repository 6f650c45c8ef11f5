import { describeConformance } from "./tf-conformance.js";

// On other backends in test/full.
await describeConformance("tfjs-wasm");
