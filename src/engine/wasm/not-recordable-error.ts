/** Thrown where operations cannot be put off, and caught where they are being recorded. */
export class NotRecordableError extends Error {
  override readonly name = "NotRecordableError";
}
