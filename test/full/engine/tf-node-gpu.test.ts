import { describeConformance } from "../../engine/tf-conformance.js";

await describeConformance("tfjs-node-gpu");
