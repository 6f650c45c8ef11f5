import { hasGpuDriver } from "./gpu.js";

/**
 * What TensorFlow's C++ library and those beneath it read from the environment when they are loaded, where the user has
 * not said otherwise. Threads have an environment of their own, which libraries do not see: the main thread calls this
 * before any of them loads TensorFlow.
 */
export function setLibraryEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  // Level 2 leaves errors; one of them says that there is no GPU, which is no error where none is.
  env.TF_CPP_MIN_LOG_LEVEL ??= hasGpuDriver() ? "2" : "3";
  // From Ampere on NVIDIA's libraries would round factors of float32 products to 10 bits (TF32).
  env.NVIDIA_TF32_OVERRIDE ??= "0";
}
