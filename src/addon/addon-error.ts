/** An addon cannot be built or removed. The message is one sentence with what to do. */
export class AddonError extends Error {
  override readonly name = "AddonError";
}
