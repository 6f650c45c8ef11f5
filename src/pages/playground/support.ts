/** A module with a function that makes a 128-bit vector: valid where there are such vectors. */
const VECTORS = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // () → v128
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  // i32.const 0, i8x16.splat
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b],
]);

/** Why this browser cannot train, in a sentence; undefined where it can. */
export function obstacle(
  scope: Pick<typeof globalThis, "Worker" | "WebAssembly"> = globalThis,
): string | undefined {
  if (scope.Worker === undefined) {
    return "This browser has no web workers, in which the playground trains: any browser since 2015 has them.";
  }
  if (scope.WebAssembly === undefined) {
    return "This browser has no WebAssembly, or it is switched off: the playground computes with it.";
  }
  if (!scope.WebAssembly.validate(VECTORS)) {
    return (
      "This browser's WebAssembly has no 128-bit vectors (SIMD), with which the playground computes: " +
      "Chrome 91, Firefox 89, Safari 16.4 and later ones have them."
    );
  }
  return undefined;
}
