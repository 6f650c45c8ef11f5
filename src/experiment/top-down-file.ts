import type { TopDownSpec } from "../../agents/top-down/top-down-spec.js";
import { writeAtomically } from "./store/atomic-file.js";
import { encodeSafetensors } from "./store/safetensors.js";

// STAND-IN until part "rule" is merged.
export function writeTopDownFile(
  path: string,
  {
    name,
    spec,
    parameters,
    made,
  }: { name: string; spec: TopDownSpec; parameters: Float32Array; made: object },
): void {
  writeAtomically(
    path,
    encodeSafetensors({
      tensors: { parameters: { shape: [parameters.length], data: parameters } },
      metadata: {
        format: "creditgym-top-down-1",
        spec: JSON.stringify(spec),
        name,
        made: JSON.stringify(made),
      },
    }),
  );
}
