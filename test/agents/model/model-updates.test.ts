import { describeModels } from "./model-updates.js";

// On other backends in test/full.
await describeModels("tfjs-cpu");
