import { hasGpuDriver } from "./gpu.js";

/**
 * Keeps TensorFlow's C++ library from telling what it finds, unless TF_CPP_MIN_LOG_LEVEL says otherwise. Level 2 leaves
 * errors; one of them says that there is no GPU, which is no error where none is. Threads have an environment of their
 * own, which the library does not see: the main thread calls this before any of them loads TensorFlow.
 */
export function quietTensorFlow(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= hasGpuDriver() ? "2" : "3";
}
