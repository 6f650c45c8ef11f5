import type { Tensor } from "../engine.js";
import type { WasmTensor } from "./wasm-tensor.js";

export function at(tensor: Tensor): number {
  return (tensor as WasmTensor).pointer;
}

export function sizeOf(tensor: Tensor): number {
  return (tensor as WasmTensor).length;
}

export function samplesOf(tensor: Tensor): number {
  return tensor.replicas * tensor.rows;
}

export function flag(value: boolean): number {
  return value ? 1 : 0;
}
