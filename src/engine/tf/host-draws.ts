import type { StreamKey } from "../../random/streams.js";
import type { Engine, Tensor } from "../engine.js";
import { createWasmEngine } from "../wasm/wasm-engine.js";

/** Random numbers on the host, by the wasm engine's kernels: the same on every backend. */
export class HostDraws {
  readonly #engine: Engine = createWasmEngine();
  readonly #tensors = new Map<string, readonly Tensor[]>();

  /** Fills `target` [replicas, rows, columns]. @see Engine.uniforms */
  uniforms(
    target: Float32Array,
    { replicas, rows, columns }: Tensor,
    keys: readonly StreamKey[],
    step: number,
  ): void {
    const [uniforms] = this.#like(replicas, rows, columns, 1);
    this.#engine.uniforms(uniforms, keys, step);
    target.set(uniforms.data);
  }

  /** Φ⁻¹(u + 2⁻²⁵) of `count` uniforms a sample. */
  normals(uniforms: Float32Array, count: number): Float32Array {
    const [normals, zeros, u] = this.#like(1, uniforms.length / count, count, 3);
    u.data.set(uniforms);
    const head = { kind: "gaussian", start: 0, count, fixedLast: false } as const;
    this.#engine.sampleGaussian(normals, zeros, zeros, u, head, 0);
    return (normals.data as Float32Array).slice();
  }

  #like(replicas: number, rows: number, columns: number, copies: number): readonly Tensor[] {
    const key = `${replicas} ${rows} ${columns} ${copies}`;
    let tensors = this.#tensors.get(key);
    if (tensors === undefined) {
      tensors = Array.from({ length: copies }, () => this.#engine.tensor(replicas, rows, columns));
      this.#tensors.set(key, tensors);
    }
    return tensors;
  }
}
