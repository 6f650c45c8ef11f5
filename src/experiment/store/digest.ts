import { createHash } from "node:crypto";
import type { NamedTensor } from "./safetensors.js";

/** Of tensors and metadata: storage that fails halfway can leave a file of the right size with other bytes in it. */
export function digestOf(
  tensors: Readonly<Record<string, NamedTensor>>,
  metadata: Readonly<Record<string, string>>,
): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data } = tensors[name]!;
    hash.update(`${name} ${shape.join(" ")}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  for (const name of Object.keys(metadata).sort()) hash.update(`${name} ${metadata[name]}\n`);
  return hash.digest("hex");
}
