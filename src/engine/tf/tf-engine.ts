import type { Engine } from "../engine.js";
import { creditOperations } from "./credit.js";
import { forwardOperations } from "./forward.js";
import { optimizerOperations } from "./optimizers.js";
import { ratioOperations } from "./ratios.js";
import { TfContext } from "./tf-context.js";
import type { TfModule } from "./tf-module.js";
import { TraceProducts, traceOperations } from "./traces.js";

/**
 * The engine on TensorFlow.js, float32, on the backend that `tf` has now: for GPUs and many rows. Weights, traces and
 * activity stay on the device; observations, feedback and actions travel. TensorFlow.js does not collect what is no
 * longer in use: call {@link Engine.dispose}.
 *
 * @param tf TensorFlow.js with its backend set and ready
 */
export function createTfEngine(tf: TfModule): Engine {
  const context = new TfContext(tf);
  const products = new TraceProducts(context);
  return {
    id: "tf",
    precision: "float32",
    tensor: (replicas, rows, columns) => context.tensor(replicas, rows, columns),
    // Each operation is a call of TensorFlow.js all the same.
    record: (operations) => operations,
    dispose: () => context.dispose(),
    ...forwardOperations(context),
    ...creditOperations(context),
    ...ratioOperations(context),
    ...traceOperations(context, products),
    ...optimizerOperations(context, products),
  };
}
