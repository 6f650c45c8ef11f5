import type { Kernels } from "./kernels.js";
import type { DeviceTensor } from "./tf-module.js";

/** Products of two stacks of matrices, one pair a replica; [replicas, rows, columns] each. */
export type MatrixProduct = (
  a: DeviceTensor,
  b: DeviceTensor,
  transposeA?: boolean,
  transposeB?: boolean,
) => DeviceTensor;

/** Products of this many terms take as long in XNNPACK, which sets itself up anew for each, as without it. */
const XNNPACK_TERMS = 40_000;

/** How a backend multiplies matrices best, with the same bits whatever the number of replicas. */
export function matrixProduct(kernels: Kernels, backend: string): MatrixProduct {
  if (backend === "wasm") return (a, b, ta = false, tb = false) => wasmProduct(kernels, a, b, ta, tb);
  return (a, b, ta = false, tb = false) => kernels.batchMatMul(a, b, ta, tb);
}

/**
 * tfjs-wasm has XNNPACK for a single product of matrices that are not transposed, and plain loops for all else.
 */
function wasmProduct(
  kernels: Kernels,
  a: DeviceTensor,
  b: DeviceTensor,
  transposeA: boolean,
  transposeB: boolean,
): DeviceTensor {
  const [replicas] = a.shape;
  const [inner, rows] = transposeA ? [a.shape[1], a.shape[2]] : [a.shape[2], a.shape[1]];
  const columns = transposeB ? b.shape[1] : b.shape[2];
  if (rows * inner * columns < XNNPACK_TERMS) {
    if (replicas > 1 || transposeA || transposeB) return kernels.batchMatMul(a, b, transposeA, transposeB);
    // A single one would go to XNNPACK; a stack of products of one row does not.
    const product = kernels.batchMatMul(kernels.reshape(a, [rows, 1, inner]), b, false, false);
    return kernels.reshape(product, [1, rows, columns]);
  }
  const left = transposeA ? kernels.transpose(a) : a;
  const right = transposeB ? kernels.transpose(b) : b;
  if (replicas === 1) return kernels.batchMatMul(left, right, false, false);
  const products = Array.from({ length: replicas }, (_, r) =>
    kernels.batchMatMul(
      kernels.slice(left, [r, 0, 0], [1, rows, inner]),
      kernels.slice(right, [r, 0, 0], [1, inner, columns]),
      false,
      false,
    ),
  );
  return kernels.concat(products, 0);
}
